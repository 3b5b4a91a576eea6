import Foundation
import TestSupport

/// Texts of configuration files.
enum Files {
    /// `weir.yaml` with a local broker, an uplink called `central` and what else is wanted.
    static func gateway(
        local: UInt16?, localOptions: String = "", upstream: UInt16? = nil, upstreamOptions: String = "",
        send: String = "[events]", rate: String = "100000/s", extra: String = ""
    ) -> String {
        var text = "gateway: e2e\nstore: {path: {store}}\n"
        if let local { text += "mqtt: {local: {url: \"mqtt://127.0.0.1:\(local)\"\(localOptions)}}\n" }
        if let upstream {
            text += """
                uplinks:
                  central:
                    mqtt: {url: "mqtt://127.0.0.1:\(upstream)"\(upstreamOptions)}
                    send: \(send)
                    rate: \(rate)

                """
        }
        return text + extra
    }

    /// Any device: hot above 80.
    static let thermometer = """
        device: "{device}"
        inputs:
          telemetry:
            mqtt: plant/{device}/telemetry
            signals: {temperature: temp, n: n}
            rate: 100000/s
        rules:
          hot:
            when: temperature > 80.0
            severity: critical
            message: "{n}"

        """

    /// The pump of the library, on simulated lines and with shorter times.
    static func pump() throws -> String {
        var folder = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { folder.deleteLastPathComponent() }
        let file = folder.appendingPathComponent("devices/pump.yaml")
        return try String(contentsOf: file, encoding: .utf8)
            .replacing("pinctrl-rp1", with: "simulated")
            .replacing("for: 5s", with: "for: 1s")
    }
}
