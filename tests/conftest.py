"""The fixtures of `tests/services`: most start a real program, and end it."""

pytest_plugins = [
    f"tests.services.{name}"
    for name in ("postgres", "cases", "ledgers", "mail", "proxy", "chromium", "stores", "receiver")
]
