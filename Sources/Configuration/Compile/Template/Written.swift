internal import Documents
internal import Expressions

/// An expression of a file: what it says, and where it stands.
struct Written {
    var expression: Expression
    let text: WrittenText
}
