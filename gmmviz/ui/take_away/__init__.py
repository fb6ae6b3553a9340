"""Take away: rows, parameters, scripts, the report, a player, a link; and new rows for a fit."""
