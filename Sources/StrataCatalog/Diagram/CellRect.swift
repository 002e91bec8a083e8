/// A rectangle of character cells; its border lies on its outermost cells.
struct CellRect: Hashable, Sendable {
    var x: Int
    var y: Int
    var width: Int
    var height: Int

    var right: Int { x + width - 1 }
    var bottom: Int { y + height - 1 }
    var middle: Int { x + width / 2 }

    func moved(_ dx: Int, _ dy: Int) -> CellRect { CellRect(x: x + dx, y: y + dy, width: width, height: height) }
}
