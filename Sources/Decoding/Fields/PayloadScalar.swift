/// What a document holds in one place, without copying texts.
enum PayloadScalar {
    case missing, null, flag(Bool)
    case integer(Int64)
    /// Finite and not negative zero.
    case number(Double)
    /// An integer that neither an Int64 nor a double holds exactly.
    case inexact
    /// NaN or an infinity, which only binary formats can say.
    case notFinite
    /// UTF-8, valid until the document's next payload.
    case text(UnsafeRawBufferPointer)
    /// An object or an array, or a value that no field can be (CBOR's byte strings and simple values).
    case container
}
