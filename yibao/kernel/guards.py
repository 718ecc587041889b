"""SQL of the guards that every app's migrations put on their tables."""

FUNCTIONS = """
CREATE FUNCTION kernel_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% rows are append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION kernel_check_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state IS NOT DISTINCT FROM OLD.state THEN
        RETURN NEW;
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM kernel_allowedmove m
        WHERE m.case_type = TG_ARGV[0] AND m.from_state = OLD.state AND m.to_state = NEW.state
    ) THEN
        RAISE EXCEPTION '%: % -> % is not an allowed move', TG_ARGV[0], OLD.state, NEW.state
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""

FUNCTIONS_BACK = """
DROP FUNCTION kernel_check_move();
DROP FUNCTION kernel_refuse_change();
"""


def append_only(table: str) -> tuple[str, str]:
    """Forward and backward SQL that forbids UPDATE, DELETE and TRUNCATE (I2, T42)."""
    return (
        f"""
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION kernel_refuse_change();
CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_refuse_change();
""",
        f"""
DROP TRIGGER {table}_no_truncate ON {table};
DROP TRIGGER {table}_append_only ON {table};
""",
    )


def moves(table: str, case_type: str, pairs: list[tuple[str, str]]) -> tuple[str, str]:
    """Forward and backward SQL that lets ``state`` move along the listed pairs only (I12)."""
    # Only names written in migrations come here.
    rows = ",\n    ".join(f"('{case_type}', '{one}', '{two}')" for one, two in pairs)
    return (
        f"""
INSERT INTO kernel_allowedmove (case_type, from_state, to_state) VALUES
    {rows};
CREATE TRIGGER {table}_moves BEFORE UPDATE OF state ON {table}
    FOR EACH ROW EXECUTE FUNCTION kernel_check_move('{case_type}');
""",
        f"""
DROP TRIGGER {table}_moves ON {table};
DELETE FROM kernel_allowedmove WHERE case_type = '{case_type}';
""",
    )
