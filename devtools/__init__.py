"""Programs for those who develop, test and measure the connector; nothing of this is installed."""
