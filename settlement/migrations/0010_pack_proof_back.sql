DROP TRIGGER settlement_policypack_is_proven ON settlement_policypack;
DROP FUNCTION settlement_pack_is_proven();
DROP TRIGGER settlement_packrun_no_truncate ON settlement_packrun;
DROP TRIGGER settlement_packrun_stays ON settlement_packrun;
DROP TRIGGER settlement_packrun_is_kept ON settlement_packrun;
DROP FUNCTION settlement_run_is_kept();
DROP TRIGGER settlement_packcase_no_truncate ON settlement_packcase;
DROP TRIGGER settlement_packcase_of_a_draft ON settlement_packcase;
DROP FUNCTION settlement_case_of_a_draft();
