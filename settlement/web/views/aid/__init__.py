"""Pages of mutual aid (家庭共济): the payer's, the member's, and the word at the till."""
