"""The site as people and programs meet it: a running stack, a real Chromium, plain HTTP."""
