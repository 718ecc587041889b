"""Tests: by app, and across apps by journey, permission, concurrency, contract and page."""
