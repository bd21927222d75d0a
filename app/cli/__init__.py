"""The `valhalla` command: every action without a window."""
