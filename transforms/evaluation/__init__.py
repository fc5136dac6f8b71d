"""Scores the program against gold: one module for each kind of gold, all pure functions from (gold, predictions) to an `Evaluation`.

    mentions    marked pairs (PLOVER type of a pair), police actions, code books (PLOVER, CAMEO)
    incidents   templates of violent incidents: day, country, killed, injured, type
    places      toponyms and their coordinates
    dates       time expressions and their values
    pages       article text, title, date and authors of web pages
    clusters    groups of duplicates, stories
    events      marked event words and how they are grouped (ECB+)
    coreference marked event words under any rule that groups them (ECB+, gold mentions)
    articles    whole articles with all their mentions and values (our own gold)
    factuality  polarity, modality, tense and attribution of marked triggers (our own gold)
    floors      least figures that may not be undercut
    comparison  what two runs gained and lost against each other
    calibration how far confidence can be relied on
    regression  the fit behind confidence

A prediction is the record that `eventwire annotate`, `clean` or `cluster` writes for one document.
"""
