internal import Store

/// One device's entries of one class, which go in their order.
struct Lane: Hashable {
    let device: UInt32
    let deliveryClass: DeliveryClass

    init(device: UInt32, _ deliveryClass: DeliveryClass) {
        self.device = device
        self.deliveryClass = deliveryClass
    }

    init(_ entry: OutboxEntry) {
        device = entry.device
        deliveryClass = entry.deliveryClass
    }
}
