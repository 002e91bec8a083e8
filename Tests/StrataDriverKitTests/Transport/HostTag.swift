import Testing

extension Tag {
    /// Tests that need root or programs of the host, such as sshd.
    @Tag static var host: Self
}
