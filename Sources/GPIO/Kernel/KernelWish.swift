internal import CGPIO

/// What is asked of the kernel for one line.
struct KernelWish {
    enum Use {
        case input(Edges, debounceMilliseconds: Int64)
        case output(Drive, initial: Bool)
    }

    var place: LinePlace
    var consumer: String
    var activeLow: Bool
    var bias: Bias
    var use: Use

    var wantsEdges: Bool {
        if case .input(let edges, _) = use { edges != .none } else { false }
    }

    /// Calls `body` with the C form of the wish, whose texts live only that long.
    func withForeignForm<Result>(_ body: (weir_gpio_wish) -> Result) -> Result {
        place.chipPath.withCString { path in
            ConsumerName.fitting(consumer).withCString { consumer in
                var wish = weir_gpio_wish()
                wish.path = path
                wish.offset = place.offset
                wish.consumer = consumer
                wish.active_low = activeLow ? 1 : 0
                wish.bias = bias.foreignForm
                switch use {
                case .input(let edges, let debounceMilliseconds):
                    wish.direction = WEIR_GPIO_INPUT
                    wish.debounce_microseconds = UInt32(clamping: debounceMilliseconds * 1000)
                    wish.edges = edges.foreignForm
                case .output(let drive, let initial):
                    wish.direction = WEIR_GPIO_OUTPUT
                    wish.drive = drive.foreignForm
                    wish.initial = initial ? 1 : 0
                }
                return body(wish)
            }
        }
    }
}

extension Bias {
    fileprivate var foreignForm: weir_gpio_bias {
        switch self {
        case .asIs: WEIR_GPIO_BIAS_AS_IS
        case .disabled: WEIR_GPIO_BIAS_DISABLED
        case .pullUp: WEIR_GPIO_BIAS_PULL_UP
        case .pullDown: WEIR_GPIO_BIAS_PULL_DOWN
        }
    }
}

extension Edges {
    fileprivate var foreignForm: weir_gpio_edges {
        switch self {
        case .none: WEIR_GPIO_EDGES_NONE
        case .rising: WEIR_GPIO_EDGES_RISING
        case .falling: WEIR_GPIO_EDGES_FALLING
        case .both: WEIR_GPIO_EDGES_BOTH
        }
    }
}

extension Drive {
    fileprivate var foreignForm: weir_gpio_drive {
        switch self {
        case .pushPull: WEIR_GPIO_PUSH_PULL
        case .openDrain: WEIR_GPIO_OPEN_DRAIN
        case .openSource: WEIR_GPIO_OPEN_SOURCE
        }
    }
}
