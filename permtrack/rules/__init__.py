"""What the law and the practice ask: rules as cited data, and the deadlines and findings they lead to."""
