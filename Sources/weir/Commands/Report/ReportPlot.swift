internal import Telemetry

/// One series as SVG: a line between its least and greatest value of each column of pixels, so that no spike is lost.
struct ReportPlot {
    private static let width = 960.0
    private static let height = 150.0
    private static let left = 70.0
    private static let right = 10.0
    private static let top = 8.0
    private static let bottom = 22.0
    private static let columns = 880

    let series: Report.Series
    let from: Int64
    let to: Int64
    let alarms: [Report.Alarm]

    private var low: Double { bounds.low }
    private var bounds: (low: Double, high: Double) {
        var low = series.limit.map { min(0, $0) } ?? .infinity
        var high = series.limit ?? -.infinity
        for point in series.points {
            low = min(low, point.value)
            high = max(high, point.value)
        }
        guard low < high else { return (low - 1, high + 1) }
        return (low, high)
    }

    func svg() -> String {
        let bounds = bounds
        let bottom = Self.height - Self.bottom
        var text =
            "<svg viewBox=\"0 0 \(Int(Self.width)) \(Int(Self.height))\" role=\"img\" aria-label=\"\(HTMLText.escape(series.name))\">"
        for alarm in alarms {
            let start = x(max(alarm.from, from))
            let end = x(min(alarm.to ?? to, to))
            text +=
                "<rect class=\"alarm\" x=\"\(Self.number(start))\" y=\"\(Int(Self.top))\" "
                + "width=\"\(Self.number(max(end - start, 1)))\" height=\"\(Int(bottom - Self.top))\">"
                + "<title>\(HTMLText.escape(alarm.name))</title></rect>"
        }
        for value in [bounds.low, (bounds.low + bounds.high) / 2, bounds.high] {
            let y = Self.number(self.y(value, bounds))
            text +=
                "<line class=\"grid\" x1=\"\(Int(Self.left))\" x2=\"\(Int(Self.width - Self.right))\" y1=\"\(y)\" y2=\"\(y)\"/>"
            text += "<text class=\"value\" x=\"\(Int(Self.left - 6))\" y=\"\(y)\">\(Self.label(value))</text>"
        }
        for part in 0...4 {
            let time = from + (to - from) / 4 * Int64(part)
            let anchor = part == 0 ? "start" : part == 4 ? "end" : "middle"
            text +=
                "<text class=\"time\" text-anchor=\"\(anchor)\" x=\"\(Self.number(x(time)))\" y=\"\(Int(Self.height - 6))\">"
                + "\(HTMLText.time(time))</text>"
        }
        if let limit = series.limit {
            let y = Self.number(self.y(limit, bounds))
            text +=
                "<line class=\"limit\" x1=\"\(Int(Self.left))\" x2=\"\(Int(Self.width - Self.right))\" y1=\"\(y)\" y2=\"\(y)\"/>"
        }
        return text + "<polyline points=\"\(line(bounds))\"/></svg>"
    }

    private func line(_ bounds: (low: Double, high: Double)) -> String {
        var text = ""
        func add(_ time: Int64, _ value: Double) {
            text += (text.isEmpty ? "" : " ") + "\(Self.number(x(time))),\(Self.number(y(value, bounds)))"
        }
        guard series.points.count > 2 * Self.columns else {
            for point in series.points { add(point.time, point.value) }
            return text
        }
        var index = 0
        while index < series.points.count {
            let column = self.column(series.points[index].time)
            var least = series.points[index]
            var greatest = least
            while index < series.points.count, self.column(series.points[index].time) == column {
                if series.points[index].value < least.value { least = series.points[index] }
                if series.points[index].value > greatest.value { greatest = series.points[index] }
                index += 1
            }
            let isRising = least.time <= greatest.time
            for point in isRising ? [least, greatest] : [greatest, least] { add(point.time, point.value) }
        }
        return text
    }

    private func column(_ time: Int64) -> Int {
        Int((x(time) - Self.left) / (Self.width - Self.left - Self.right) * Double(Self.columns))
    }

    private func x(_ time: Int64) -> Double {
        let part = to > from ? Double(time - from) / Double(to - from) : 0
        return Self.left + part * (Self.width - Self.left - Self.right)
    }

    private func y(_ value: Double, _ bounds: (low: Double, high: Double)) -> Double {
        let part = (value - bounds.low) / (bounds.high - bounds.low)
        return Self.height - Self.bottom - part * (Self.height - Self.bottom - Self.top)
    }

    /// One decimal is a tenth of a pixel.
    private static func number(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }

    /// Four significant digits.
    static func label(_ value: Double) -> String {
        guard value != 0, value.isFinite else { return "0" }
        var unit = 1.0
        while abs(value) / unit >= 10 { unit *= 10 }
        while abs(value) / unit < 1 { unit /= 10 }
        let rounded = (value / unit * 1000).rounded() / 1000 * unit
        // What multiplication leaves behind is not shown.
        let places = (rounded * 1e9).rounded() / 1e9
        return places == places.rounded() && abs(places) < 1e9 ? "\(Int(places))" : "\(places)"
    }
}
