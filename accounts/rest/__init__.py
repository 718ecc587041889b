"""The partner API's doors: tokens, scopes, limits."""
