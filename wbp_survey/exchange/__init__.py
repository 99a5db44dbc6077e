"""Forms of other tools, in and out: XLSForm, REDCap, LimeSurvey and formr."""
