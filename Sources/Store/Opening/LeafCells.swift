/// The rows in one page, read without the tree that leads to it.
///
/// Format: https://www.sqlite.org/fileformat2.html sections 1.5 (cells), 1.6 (overflow), 2.1 (records).
struct LeafCells {
    struct Cell {
        let id: Int64
        let integers: [Int64]
        let blob: [UInt8]
    }

    private static let tableLeaf: UInt8 = 0x0D
    private static let largestRow = 64 << 20

    /// Rows of the form of ours: a key, integers, a blob. What makes no sense is left out.
    static func cells(_ file: PageFile, page number: Int) -> [Cell] {
        // The first page begins with the file's own header.
        let start = number == 1 ? 100 : 0
        guard let page = file.page(number), page[start] == tableLeaf else { return [] }
        let count = Int(page[start + 3]) << 8 | Int(page[start + 4])
        guard start + 8 + 2 * count <= page.count else { return [] }
        return (0..<count).compactMap { index in
            let pointer = start + 8 + 2 * index
            return cell(file, page, at: Int(page[pointer]) << 8 | Int(page[pointer + 1]))
        }
    }

    private static func cell(_ file: PageFile, _ page: [UInt8], at offset: Int) -> Cell? {
        var place = offset
        guard let length = varint(page, &place), let id = varint(page, &place), length > 0,
            length <= Int64(largestRow)
        else { return nil }
        guard let payload = payload(file, page, at: place, count: Int(length)) else { return nil }
        return record(payload, id: id)
    }

    private static func payload(_ file: PageFile, _ page: [UInt8], at place: Int, count: Int) -> [UInt8]? {
        let usable = file.usableSize
        let most = usable - 35
        let least = (usable - 12) * 32 / 255 - 23
        var local = count
        if count > most {
            let wished = least + (count - least) % (usable - 4)
            local = wished <= most ? wished : least
        }
        guard place + local + (local < count ? 4 : 0) <= page.count else { return nil }
        var payload = Array(page[place..<place + local])
        guard local < count else { return payload }
        var next = bigEndian(page, place + local)
        while payload.count < count {
            guard let overflow = file.page(next) else { return nil }
            next = bigEndian(overflow, 0)
            payload.append(contentsOf: overflow[4..<min(usable, 4 + count - payload.count)])
        }
        return payload
    }

    private static func record(_ payload: [UInt8], id: Int64) -> Cell? {
        var place = 0
        guard let headerLength = varint(payload, &place), headerLength <= Int64(payload.count) else { return nil }
        var body = Int(headerLength)
        // The key's column is stored as null.
        guard let key = varint(payload, &place), key == 0 else { return nil }
        var integers: [Int64] = []
        while place < Int(headerLength) {
            guard let type = varint(payload, &place) else { return nil }
            switch type {
            case 8, 9: integers.append(type - 8)
            case 1...6:
                let width = [1, 2, 3, 4, 6, 8][Int(type) - 1]
                guard body + width <= payload.count else { return nil }
                let sign: Int64 = payload[body] & 0x80 == 0 ? 0 : -1
                integers.append(payload[body..<body + width].reduce(sign) { $0 << 8 | Int64($1) })
                body += width
            case 12... where type % 2 == 0:
                let length = (type - 12) / 2
                guard place == Int(headerLength), length == Int64(payload.count - body) else { return nil }
                return Cell(id: id, integers: integers, blob: Array(payload[body...]))
            default: return nil
            }
        }
        return nil
    }

    /// SQLite's own variable-length integer: big end first, nine bytes at most, the ninth whole.
    private static func varint(_ bytes: [UInt8], _ place: inout Int) -> Int64? {
        var value: UInt64 = 0
        for index in 0..<9 {
            guard place < bytes.count else { return nil }
            let byte = bytes[place]
            place += 1
            if index == 8 { return Int64(bitPattern: value << 8 | UInt64(byte)) }
            value = value << 7 | UInt64(byte & 0x7F)
            if byte & 0x80 == 0 { break }
        }
        return Int64(bitPattern: value)
    }

    private static func bigEndian(_ bytes: [UInt8], _ offset: Int) -> Int {
        bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
    }
}
