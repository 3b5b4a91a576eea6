internal import CMosquitto
internal import Glibc

/// The ordinary way: libmosquitto's own loop, whose acknowledgements leave before the callback runs, and a program
/// that batches its commits.
enum ImmediateSubscriber {
    static func run(_ job: Job) {
        mosquitto_lib_init()
        guard let handle = mosquitto_new(job.client, false, Unmanaged.passUnretained(job.file).toOpaque()) else {
            exit(4)
        }
        mosquitto_int_option(
            handle, MOSQ_OPT_PROTOCOL_VERSION, job.version5 ? MQTT_PROTOCOL_V5 : MQTT_PROTOCOL_V311)
        mosquitto_int_option(handle, MOSQ_OPT_RECEIVE_MAXIMUM, 2048)
        mosquitto_message_callback_set(handle) { _, context, message in
            guard let context, let message = message?.pointee else { return }
            Unmanaged<CommitFile>.fromOpaque(context).takeUnretainedValue().append(
                UnsafeRawBufferPointer(start: message.payload, count: Int(message.payloadlen)))
        }
        var properties: OpaquePointer?
        if job.version5 {
            mosquitto_property_add_int32(&properties, Int32(MQTT_PROP_SESSION_EXPIRY_INTERVAL.rawValue), .max)
        }
        guard mosquitto_connect_bind_v5(handle, "127.0.0.1", Int32(job.port), 60, nil, properties) == 0,
            mosquitto_subscribe(handle, nil, job.filter, 1) == 0
        else { exit(5) }
        var committed = milliseconds()
        while mosquitto_loop(handle, 5, 1) == 0 {
            guard job.file.count > 0 else { continue }
            if job.file.count >= job.batch || milliseconds() - committed > 20 {
                job.file.commit()
                committed = milliseconds()
            }
        }
        exit(6)
    }
}
