"""REST of the sandbox: virtual people, their codes, the test clock, reset."""
