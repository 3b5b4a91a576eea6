extension Composer {
    private static let coreTagPrefix = "tag:yaml.org,2002:"

    /// A scalar by its tag: none, one of the core schema's (YAML 1.2, 10.3), or `!secret`.
    func content(
        _ text: String, _ style: Scalar.Style, _ tag: String?, _ mark: Mark, _ event: YAMLEvent
    ) -> Node.Content {
        if text.utf8.contains(0) {
            diagnostics.error("a NUL character stands in this text", mend: "remove it", at: mark)
        }
        if style == .plain { refuseInvisibleCharacters(in: text, event) }
        guard let tag else { return .scalar(Scalar(text, style: style)) }
        if tag == "!secret" { return secret(text, mark) }
        if tag == "!" { return .scalar(Scalar(text, style: .quoted)) }
        guard tag.hasPrefix(Self.coreTagPrefix) else {
            refuseTag(tag, text: text, mark)
            return .scalar(Scalar(tag.hasPrefix("!") ? (text.isEmpty ? tag : "\(tag) \(text)") : text, style: .quoted))
        }
        return .scalar(coreScalar(text, String(tag.dropFirst(Self.coreTagPrefix.count)), mark))
    }

    func checkCollectionTag(_ tag: String?, core: String, _ mark: Mark) {
        guard let tag, tag != "!", tag != Self.coreTagPrefix + core else { return }
        if tag == "!secret" {
            diagnostics.error("'!secret' needs a name", mend: "write '!secret name'", at: mark)
        } else {
            refuseTag(tag, text: nil, mark)
        }
    }

    /// The text of a key; nil, with the reason reported, where it is none.
    func keyName(_ key: Node) -> String? {
        guard let scalar = key.scalar else {
            diagnostics.error("a key is \(key.words)", mend: "write a text before the ':'", at: key.mark)
            return nil
        }
        guard scalar.style == .plain else { return scalar.text }
        if scalar.text == "<<" {
            diagnostics.error(
                "merge keys are not part of YAML 1.2", mend: "write the keys out, or use an alias for the whole value",
                at: key.mark)
            return nil
        }
        if scalar.isNull {
            diagnostics.error("a key is missing", mend: "write 'key: value'", at: key.mark)
            return nil
        }
        let isNumber = NumberText.kind(of: scalar.text).map { $0 != .underscored } ?? false
        guard !isNumber, scalar.text != "true", scalar.text != "false" else {
            diagnostics.error("a key is \(scalar.words)", mend: "write \"\(scalar.text)\" in quotes", at: key.mark)
            return nil
        }
        return scalar.text
    }

    private func secret(_ name: String, _ mark: Mark) -> Node.Content {
        do throws(ValueProblem) {
            try NameText.checkSecret(name)
        } catch {
            diagnostics.hide(mark)
            diagnostics.error(error.message, mend: error.mend, at: mark)
        }
        return .secret(name: name)
    }

    private func coreScalar(_ text: String, _ type: String, _ mark: Mark) -> Scalar {
        let plain = Scalar(text)
        do throws(ValueProblem) {
            switch type {
            case "str": return Scalar(text, style: .quoted)
            case "int": _ = try plain.asInteger()
            case "float": _ = try plain.asDouble()
            case "bool": _ = try plain.asBoolean()
            case "null":
                if !plain.isNull { throw ValueProblem("\(ShownText.quoted(text)) is not null", mend: "remove the tag") }
            default: throw ValueProblem("the tag '!!\(type)' is not known", mend: "remove the tag")
            }
        } catch {
            diagnostics.error(error.message, mend: error.mend, at: mark)
        }
        return plain
    }

    /// The text behind the tag may be a secret that was meant to be looked up, and `password: !hunter2` makes a secret
    /// the tag itself: what is not clearly an expression is not repeated.
    private func refuseTag(_ tag: String, text: String?, _ mark: Mark) {
        guard !isUnderCredential else {
            diagnostics.hide(mark)
            diagnostics.settle(
                "the tag here is not known: the only one is '!secret'",
                mend: "write '!secret name' and put the value into the file secrets/name", at: mark)
            return
        }
        let isCore = tag.hasPrefix(Self.coreTagPrefix)
        let shown = isCore ? "!!" + tag.dropFirst(Self.coreTagPrefix.count) : tag
        let mend: String
        if let text, tag.hasPrefix("!") {
            if text.isEmpty || Self.continuesExpression(text) {
                let written = text.isEmpty ? shown : "\(shown) \(text)"
                mend = "remove it, or write \(ShownText.quoted(written)) in quotes where text is meant"
            } else {
                diagnostics.hide(mark)
                mend = "remove it, or put it and what follows in quotes where text is meant"
            }
        } else {
            mend = "remove the tag"
        }
        diagnostics.settle(
            "the tag \(ShownText.quoted(shown)) is not known: the only one is '!secret'", mend: mend, at: mark)
    }

    /// `&& running` in `when: !door_open && running`.
    private static func continuesExpression(_ text: String) -> Bool {
        ["&& ", "|| ", "== ", "!= ", "? "].contains { text.hasPrefix($0) }
    }

    /// A no-break space pasted from a web page makes `min_on:\u{A0}30s` one long text.
    private func refuseInvisibleCharacters(in text: String, _ event: YAMLEvent) {
        guard text.unicodeScalars.contains(where: { InvisibleCharacters.contains($0.value) }) else { return }
        reportInvisibleCharacter(from: cursor.mark(from: event.start), to: cursor.offset(of: event.end))
    }

    /// Reports the first invisible character between two places of the source; false where there is none.
    @discardableResult
    func reportInvisibleCharacter(from start: Mark, to end: Int) -> Bool {
        let bytes = file.bytes
        var offset = start.offset
        var line = start.line
        var column = start.column
        while offset < end, offset < bytes.count {
            let decoded = bytes[offset] < 0x80 ? nil : SourceCheck.decode(bytes, at: offset)
            if let decoded, InvisibleCharacters.contains(decoded.value) {
                diagnostics.error(
                    "\(InvisibleCharacters.name(decoded.value)) (\(ShownText.codePoint(decoded.value))) stands here",
                    mend: "write an ordinary space, or put the text in quotes",
                    at: Mark(file: file, line: line, column: column, offset: offset, byteCount: 1))
                return true
            }
            let isLineEnd =
                bytes[offset] == 0x0A || bytes[offset] == 0x0D && !bytes[offset...].starts(with: [0x0D, 0x0A])
            line += isLineEnd ? 1 : 0
            column = isLineEnd ? 1 : column + 1
            offset += decoded?.length ?? 1
        }
        return false
    }
}
