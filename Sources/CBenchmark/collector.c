// A destination: counts what arrives under a filter.
#include "client.h"

static long received;

static void take(struct mosquitto *client, void *context, const struct mosquitto_message *message) {
    (void)client, (void)context, (void)message;
    received++;
}

void collect_messages(const struct options *options) {
    if (!options->filter) fail("--filter is missing");
    struct mosquitto *client = connect_client(options, take, NULL);
    subscribe_client(client, options->filter, options->quality);
    say("ready");
    serve_client(client);
    say("received=%ld", received);
}
