DROP TRIGGER family_grant_limits_were_agreed ON family_grant;
DROP FUNCTION family_grant_limits_were_agreed();
DROP TRIGGER family_grant_stays ON family_grant;
DROP TRIGGER family_grant_stays_between_two ON family_grant;
DROP FUNCTION family_grant_stays_between_two();
