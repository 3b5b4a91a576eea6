internal import Expressions

/// The functions that every expression of a file may call.
enum FieldFunctions {
    static let environment: Environment = {
        var environment = Environment()
        environment.useFieldFunctions()
        return environment
    }()
}
