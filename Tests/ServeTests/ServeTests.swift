import Testing

@Suite struct ServeTests {}
