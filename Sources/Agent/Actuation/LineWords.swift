internal import Configuration
internal import GPIO

/// From the words of the files to those of the kernel's lines.
extension Bias {
    init(_ bias: LineBias) {
        self =
            switch bias {
            case .asIs: .asIs
            case .disabled: .disabled
            case .pullUp: .pullUp
            case .pullDown: .pullDown
            }
    }
}

extension Drive {
    init(_ drive: LineDrive) {
        self =
            switch drive {
            case .pushPull: .pushPull
            case .openDrain: .openDrain
            case .openSource: .openSource
            }
    }
}
