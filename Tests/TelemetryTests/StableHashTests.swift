import Telemetry
import Testing

/// Identities lie in stores and at platforms: these values, computed by another program, never change.
@Suite struct StableHashTests {
    private func hash(seed: UInt64 = 0, _ words: (inout StableHash) -> Void) -> UInt64 {
        var hash = StableHash(seed: seed)
        words(&hash)
        return hash.value
    }

    @Test("the hash of a word is the same in every version")
    func words() {
        #expect(hash(seed: 1) { _ in } == 0xA076_1D64_78BD_642F)
        #expect(hash { $0.combine(UInt64(0)) } == 0x1A36_2AA4_E097_3256)
        #expect(hash { $0.combine(Int64(-1)) } == 0xAC50_3CB4_888F_738D)
    }

    @Test(
        "the hash of a text is the same in every version",
        arguments: [
            ("", 0xF049_863C_EDC2_939E), ("a", 0x9CF9_D265_D73B_1595), ("pump-7-x", 0x5886_6C06_4578_6F34),
            ("plant/pump-7/telemetry", 0xA589_6C4E_338A_C59D), ("°C", 0xFDFC_8AFA_34B9_4811),
        ] as [(String, UInt64)])
    func texts(text: String, expected: UInt64) {
        #expect(hash { $0.combine(text) } == expected)
        let bytes = Array(text.utf8)
        #expect(bytes.withUnsafeBytes { bytes in hash { $0.combine(bytes) } } == expected)
    }

    @Test("where one text ends and the next begins counts")
    func boundaries() {
        let joined = ["abc", "ab|c", "a|bc", "|abc", "abc|"].map { text in
            hash { hash in
                text.split(separator: "|", omittingEmptySubsequences: false).forEach { hash.combine(String($0)) }
            }
        }
        #expect(Set(joined).count == joined.count)
        #expect(hash { $0.combine("a\0") } != hash { $0.combine("a") })
    }

    @Test("an identifier is the same in every version, and reads as 32 hexadecimal digits")
    func identifiers() {
        #expect(Identifier { $0.combine(UInt64(1)) }.description == "aa2aad28ab87d684442eb824edcf810f")
        let identifier = Identifier {
            $0.combine("plant1-gw3")
            $0.combine("overheating")
            $0.combine(UInt64(7))
        }
        #expect(identifier.description == "676e4c381d61951ed6d5b9f74139a34b")
        #expect(identifier.high == 0x676E_4C38_1D61_951E && identifier.low == 0xD6D5_B9F7_4139_A34B)
    }

    @Test("a hundred thousand causes have a hundred thousand identifiers")
    func collisions() {
        var seen: Set<Identifier> = []
        for device in 0..<100 {
            for count in UInt64(0)..<1_000 {
                seen.insert(
                    Identifier {
                        $0.combine("pump-\(device)")
                        $0.combine(count)
                    })
            }
        }
        #expect(seen.count == 100_000)
    }
}
