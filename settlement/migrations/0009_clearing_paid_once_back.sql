DROP TRIGGER settlement_clearing_stays ON settlement_clearing;
DROP TRIGGER settlement_clearing_is_posted ON settlement_clearing;
DROP FUNCTION settlement_clearing_is_posted();
DROP TRIGGER settlement_clearing_is_once ON settlement_clearing;
DROP FUNCTION settlement_clearing_is_once();
