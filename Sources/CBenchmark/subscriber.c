// The bare subscriber: what it costs to take messages with libmosquitto and its own loop, and to do nothing with them.
#include "client.h"

static long received;

static void take(struct mosquitto *client, void *context, const struct mosquitto_message *message) {
    (void)client, (void)context, (void)message;
    received++;
}

void count_messages(const struct options *options) {
    struct mosquitto *client = connect_client(options, take, NULL);
    subscribe_client(client, EVERY_READING, options->quality);
    say("ready");
    serve_client(client);
    say("received=%ld", received);
}
