internal import Engine
internal import Glibc
internal import Logging

/// Keeps the list of devices that came by a topic in the store's directory, on the store's thread.
struct AdmittedDevicesFile {
    /// On a full disk it is tried again.
    static let retryMilliseconds: Int64 = 10_000

    private let directory: String
    private let logger: Logger
    private var devices = AdmittedDevices()
    private var saveAt: Int64?
    /// What was said last of why it is not saved.
    private var failure: Int32?

    init(directory: String, logger: Logger) {
        self.directory = directory
        self.logger = logger
    }

    mutating func add(_ device: String, template: String) {
        if devices.add(device, template: template) { saveAt = Clock.boot }
    }

    /// Takes the devices that a recovered engine knows and the files do not name.
    mutating func note(_ engine: Engine) {
        for device in 0..<engine.deviceCount {
            let template = engine.plan.templates[engine.template(of: device)]
            let name = engine.name(of: device)
            guard !template.devices.contains(where: { $0.name == name }) else { continue }
            _ = devices.add(name, template: template.name)
        }
        if devices != AdmittedDevices(in: directory) { saveAt = Clock.boot }
        saveIfDue()
    }

    mutating func saveIfDue() {
        guard let at = saveAt, Clock.boot >= at else { return }
        saveAt = nil
        let code = devices.save(in: directory)
        if code != nil { saveAt = Clock.boot + AdmittedDevicesFile.retryMilliseconds }
        if let code, code != failure {
            logger.warning("the list of devices for failsafe is not saved: \(String(cString: strerror(code)))")
        }
        failure = code
    }
}
