"""The fixtures of `tests/services`: each starts a real program, and ends it."""

pytest_plugins = [f"tests.services.{name}" for name in ("postgres", "ledgers", "mail", "proxy", "chromium", "stores")]
