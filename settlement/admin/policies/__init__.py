"""Pages of policy versions: write, compare, prove by cases, work a month out again (P195)."""
