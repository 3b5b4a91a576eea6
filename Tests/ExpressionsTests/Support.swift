import Foundation
import Testing

@testable import Expressions

/// The shared data, in `$WEIR_DATA` or beside the package.
enum SharedData {
    static let folder: URL = {
        if let path = ProcessInfo.processInfo.environment["WEIR_DATA"] { return URL(fileURLWithPath: path) }
        return URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "../../../shared/data"
        )
        .standardized
    }()

    /// In CI missing data is a failure, not a skip.
    static var isExpected: Bool {
        ProcessInfo.processInfo.environment["CI"] == "true"
            || FileManager.default.fileExists(atPath: folder.appendingPathComponent("cel").path)
    }

    static func lines(_ path: String) throws -> [String] {
        let text = try String(contentsOf: folder.appendingPathComponent(path), encoding: .utf8)
        return text.split(separator: "\n").map(String.init)
    }
}

/// A pump's variables, each in its slot.
struct Pump {
    var environment = Environment()
    var slots: [Value] = []

    init(_ variables: [(String, ValueType, Value)] = Pump.usual) {
        for (name, type, value) in variables {
            environment.declare(name, type, slot: slots.count)
            slots.append(value)
        }
    }

    static let usual: [(String, ValueType, Value)] = [
        ("temperature", .double, .double(81.5)),
        ("vibration", .double, .double(3.25)),
        ("hot", .double, .double(80)),
        ("motor.on", .bool, .bool(true)),
        ("starts", .int, .int(4)),
        ("mode", .string, .string("auto")),
        ("missing", .double, .error(.noValue)),
        ("tags", .map(.string, .string), .map(Pump.tags)),
        ("anything", .dyn, .double(2)),
    ]

    static let tags: MapValue = {
        do throws(EvaluationError) {
            return try MapValue([(.string("line"), .string("b"))])
        } catch {
            preconditionFailure("two text keys that differ make a map")
        }
    }()

    func evaluate(_ text: String, budget: Int = Program.defaultBudget) throws -> Value {
        let program = try Program.compile(text, in: environment, options: .dialect)
        return slots.withUnsafeBufferPointer { program.evaluate($0, budget: budget) }
    }

    func problems(_ text: String, expecting type: ValueType? = nil) throws -> [Problem] {
        let expression = try Parser(options: .dialect).parse(text)
        do throws(CheckError) {
            _ = try Checker(environment).check(expression, expecting: type)
            return []
        } catch {
            return error.problems
        }
    }
}
