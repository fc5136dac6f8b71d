"""Time expressions: a text, its publication day, and what must come out."""

import datetime as dt
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from schemas.annotations import DateExpression
from schemas.errors import InvalidLexicon
from schemas.lexicons.dates import DateLexicon
from schemas.lexicons.numbers import NumberLexicon
from transforms.mentions.dates import DateEngine

LEXICONS = Path(__file__).parents[3] / "data" / "lexicons" / "en"
SATURDAY = dt.date(2024, 11, 30)


def read_lexicon(**changes: object) -> DateLexicon:
    numerals = NumberLexicon.from_rows(yaml.safe_load((LEXICONS / "numerals.yaml").read_text()))
    rows = yaml.safe_load((LEXICONS / "dates.yaml").read_text())
    return DateLexicon.from_rows({**rows, **changes}, numerals)


LEXICON = read_lexicon()
ENGINE = DateEngine(LEXICON)


def only(text: str, anchor: dt.date | None = SATURDAY) -> DateExpression:
    found = ENGINE.find_dates(text, anchor)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("example", "value"),
    [pytest.param(text, value, id=f"{rule.name}: {text}") for rule in LEXICON.rules for text, value in rule.examples.items()],
)
def test_every_rule_of_the_lexicon_proves_itself(example: str, value: str) -> None:
    assert ENGINE.find_dates(example, SATURDAY)[-1].value == value


@pytest.mark.parametrize(
    ("text", "found", "value"),
    [
        pytest.param("The bridge fell on 30 November 2024.", "30 November 2024", "2024-11-30", id="day_month_year"),
        pytest.param("The bridge fell on November 30, 2024.", "November 30, 2024", "2024-11-30", id="month_day_year"),
        pytest.param("The bridge fell on Nov. 3.", "Nov. 3", "2024-11-03", id="abbreviation"),
        pytest.param("LIMA, 3 JAN 90 (RADIO)", "3 JAN 90", "1990-01-03", id="wire_in_capitals"),
        pytest.param("Seen on 2024-11-02 by two guards", "2024-11-02", "2024-11-02", id="iso"),
        pytest.param("Filed 11/30/2024 in court", "11/30/2024", "2024-11-30", id="slashes_month_first"),
        pytest.param("Filed 30/11/2024 in court", "30/11/2024", "2024-11-30", id="slashes_only_day_first_is_possible"),
        pytest.param("They arrived on the 12th.", "the 12th", "2024-11-12", id="day_of_the_month"),
        pytest.param("It burned down in March 2016.", "March 2016", "2016-03", id="month_and_year"),
        pytest.param("It burned down in 2016.", "2016", "2016", id="year"),
        pytest.param("The third quarter of 2019 was bad.", "The third quarter of 2019", "2019-Q3", id="quarter"),
        pytest.param("Violence rose in the 1990s.", "the 1990s", "199X", id="decade"),
        pytest.param("They met last summer.", "last summer", "2024-SU", id="season"),
        pytest.param("The mayor was seen twenty-one days ago.", "twenty-one days ago", "2024-11-09", id="days_ago_in_words"),
        pytest.param("The strike begins tomorrow.", "tomorrow", "2024-12-01", id="tomorrow"),
        pytest.param("Rockets hit the port overnight.", "overnight", "2024-11-30TNI", id="overnight"),
        pytest.param("Shots were heard on Friday morning.", "Friday morning", "2024-11-29TMO", id="weekday_and_daypart"),
        pytest.param("It is now quiet.", "now", "PRESENT_REF", id="now"),
        pytest.param("It was recently repaired.", "recently", "PAST_REF", id="recently"),
        pytest.param("The siege lasted two weeks.", "two weeks", "P2W", id="duration"),
        pytest.param("A two-day truce", "two-day", "P2D", id="duration_with_hyphen"),
        pytest.param("two and a half years of war", "two and a half years", "P2Y6M", id="half_years"),
        pytest.param("They talked for an hour and a half.", "an hour and a half", "PT1H30M", id="hour_and_a_half"),
        pytest.param("The bus leaves at noon.", "noon", "2024-11-30T12:00", id="noon"),
        pytest.param("Guards slept through the night.", "the night", "2024-11-30TNI", id="through_the_night"),
        pytest.param("Smugglers crossed before dawn.", "dawn", "2024-11-30TMO", id="before_dawn"),
        pytest.param("Smugglers crossed before dawn on Thursday.", "dawn on Thursday", "2024-11-28TMO", id="dawn_of_a_weekday"),
        pytest.param("The mill burned in the early hours of Tuesday.", "the early hours of Tuesday", "2024-11-26TMO", id="small_hours"),
        pytest.param("It fell on the morning of May 14.", "the morning of May 14", "2024-05-14TMO", id="morning_of_a_day"),
        pytest.param("He fell Friday night, Nov. 22.", "Friday night, Nov. 22", "2024-11-22TNI", id="weekday_daypart_and_day"),
        pytest.param("Doors open at 05.30 GMT.", "05.30 GMT", "2024-11-30T05:30", id="clock_with_a_point"),
        pytest.param("The post was hit at 2130 on Friday.", "2130 on Friday", "2024-11-29T21:30", id="clock_of_four_figures"),
        pytest.param("The convoy left at 1400 Zulu.", "1400 Zulu", "2024-11-30T14:00", id="zulu"),
        pytest.param("The patrol was hit at 121530Z.", "121530Z", "2024-11-12T15:30", id="date_time_group"),
        pytest.param("281530Z OCT 23 CONTACT", "281530Z OCT 23", "2023-10-28T15:30", id="date_time_group_with_month_and_year"),
        pytest.param("Logged 2024-11-28T14:05Z by radar", "2024-11-28T14:05Z", "2024-11-28T14:05", id="iso_with_time"),
        pytest.param("The letter of 3.11.2024 was lost.", "3.11.2024", "2024-11-03", id="dotted"),
        pytest.param("Prices rose in Q1 2023.", "Q1 2023", "2023-Q1", id="quarter_in_figures"),
        pytest.param("Arrests rose in the second half of 2023.", "the second half of 2023", "2023-H2", id="half_year"),
        pytest.param("They meet on the first Monday in June 2024.", "the first Monday in June 2024", "2024-06-03", id="nth_weekday"),
        pytest.param("It shut on the last day of February.", "the last day of February", "2024-02-29", id="last_day_of_a_month"),
        pytest.param("The sect began a decade ago.", "a decade ago", "2014", id="decade_ago"),
        pytest.param("He was seen the night before last.", "the night before last", "2024-11-28TNI", id="before_last"),
        pytest.param("He was seen Sunday before last.", "Sunday before last", "2024-11-17", id="weekday_before_last"),
        pytest.param("They marched on the eve of May 5.", "the eve of May 5", "2024-05-04", id="eve_of_a_day"),
        pytest.param("the tenth anniversary of the 2014 coup", "the tenth anniversary of the 2014", "2024", id="anniversary_of_a_year"),
        pytest.param("the anniversary of the 8 May revolt", "the anniversary of the 8 May", "2024-05-08", id="anniversary_of_a_day"),
        pytest.param("Feb. 20 riot: a panel will study it.", "Feb. 20", "2024-02-20", id="a_riot_is_over"),
        pytest.param("The Sept. 11 attacks shook them.", "Sept. 11", "2001-09-11", id="day_of_history"),
        pytest.param("It fell on the night of May 26 last year.", "the night of May 26 last year", "2023-05-26TNI", id="night_last_year"),
        pytest.param("He will be freed in a year that nobody names.", "a year", "P1Y", id="a_year_that"),
        pytest.param("Races on 23/24 June 2023", "23/24 June 2023", "2023-06-23/2023-06-24", id="two_days_with_a_slash"),
        pytest.param("Security changed after 9/11.", "9/11", "2001-09-11", id="nine_eleven"),
        pytest.param("They meet on Fridays.", "Fridays", "XXXX-WXX-5", id="weekdays"),
        pytest.param("He will be tried in three weeks.", "three weeks", "2024-W51", id="in_weeks_ahead"),
        pytest.param("It was the third raid in three weeks.", "three weeks", "P3W", id="in_weeks_behind"),
    ],
)
def test_value_of_one_expression(text: str, found: str, value: str) -> None:
    expression = only(text)
    assert (expression.text, expression.value) == (found, value)
    assert text[expression.start_char : expression.end_char] == found


@pytest.mark.parametrize(
    ("text", "day"),
    [
        pytest.param("The army attacked on Friday.", "2024-11-29", id="past_by_default"),
        pytest.param("The army attacked on Saturday.", "2024-11-30", id="the_publication_day_itself"),
        pytest.param("The army attacked last Saturday.", "2024-11-23", id="last_is_never_today"),
        pytest.param("The ministers will meet on Tuesday.", "2024-12-03", id="will_looks_ahead"),
        pytest.param("The ministers met on Tuesday.", "2024-11-26", id="met_looks_back"),
        pytest.param("The talks are scheduled for next Monday.", "2024-12-02", id="next"),
        pytest.param("On Monday, the court will hear the case.", "2024-12-02", id="cue_after_the_weekday"),
        pytest.param("The court will rule soon, he said Thursday.", "2024-11-28", id="nearest_cue_wins"),
        pytest.param("THE ARMY ATTACKED ON FRIDAY.", "2024-11-29", id="capitals"),
        pytest.param("The truce is set to begin on Wednesday.", "2024-12-04", id="set_to"),
        pytest.param("The envoy could land as early as Tuesday.", "2024-12-03", id="as_early_as"),
        pytest.param("The king will be crowned on Thursday.", "2024-12-05", id="passive_of_the_future"),
        pytest.param("Both sides agreed to resume talks on Tuesday.", "2024-12-03", id="agreed_to_meet"),
        pytest.param("Lawmakers agreed to extend the mandate on Tuesday.", "2024-11-26", id="agreed_on_that_day"),
        pytest.param("He was told to leave by Thursday.", "2024-12-05", id="deadline_after_an_order"),
        pytest.param("They failed to leave by Thursday.", "2024-11-28", id="deadline_missed"),
        pytest.param("The court postponed the hearing until Thursday.", "2024-12-05", id="postponed_until"),
        pytest.param("They waited at the gate until Thursday.", "2024-11-28", id="waited_until"),
        pytest.param("Drivers announced a strike from Tuesday.", "2024-12-03", id="strike_from"),
        pytest.param("The road was shut from Tuesday.", "2024-11-26", id="shut_from"),
        pytest.param("He had been due to speak on Wednesday.", "2024-11-27", id="had_been_due"),
        pytest.param("Due to heavy snow on Monday the pass was shut.", "2024-11-25", id="due_to_a_cause"),
        pytest.param("People in the United States on Friday mourned.", "2024-11-29", id="united_is_no_verb"),
        pytest.param("Flights resume Monday.", "2024-12-02", id="present_for_what_is_planned"),
        pytest.param("The sides did not meet on Monday.", "2024-11-25", id="did_not_meet"),
        pytest.param("The garrison has until Sunday to yield.", "2024-12-01", id="has_until"),
        pytest.param("Rebels gave them until Friday to yield.", "2024-12-06", id="gave_until"),
        pytest.param("The judge has given the miners until Friday.", "2024-12-06", id="given_until"),
        pytest.param("The council had until Friday to answer.", "2024-12-06", id="had_until"),
        pytest.param("The letter from Tuesday is lost.", "2024-11-26", id="a_letter_from"),
        pytest.param("Mr. Okoro will meet Mrs. Diaz on Friday.", "2024-12-06", id="short_forms_end_no_sentence"),
        pytest.param("He wept following Friday's raid.", "2024-11-29", id="following_as_a_preposition"),
        pytest.param("the army attacked on friday.", "2024-11-29", id="small_letters"),
        pytest.param("Miners will appeal after Thursday's ruling.", "2024-11-28", id="a_ruling_is_over"),
        pytest.param("Miners would meet before Thursday's vote.", "2024-12-05", id="a_vote_is_planned"),
        pytest.param("The march planned for Friday was called off.", "2024-11-29", id="called_off_yesterday"),
        pytest.param("The march planned for Tuesday was called off.", "2024-12-03", id="called_off_days_before"),
    ],
)
def test_weekdays_point_to_the_day_that_the_sentence_means(text: str, day: str) -> None:
    expression = ENGINE.find_dates(text, SATURDAY)[-1]
    assert (expression.value, expression.basis, expression.granularity) == (day, "weekday", "day")


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        pytest.param("The fighting ran from 3 to 5 May.", "2024-05-03", "2024-05-05", id="days_of_a_month"),
        pytest.param("It rained between Monday and Wednesday.", "2024-11-25", "2024-11-27", id="weekdays"),
        pytest.param("It rained from 28 December 2023 to 2 January 2024.", "2023-12-28", "2024-01-02", id="across_years"),
        pytest.param("Many have fled since Monday.", "2024-11-25", "2024-11-30", id="since_reaches_to_the_publication"),
        pytest.param("Five died in the past 48 hours.", "2024-11-28", "2024-11-30", id="past_hours"),
        pytest.param("Five died last week.", "2024-11-18", "2024-11-24", id="week"),
        pytest.param("Five died over the weekend.", "2024-11-30", "2024-12-01", id="weekend"),
        pytest.param("Five died over the past week.", "2024-11-23", "2024-11-30", id="past_week_is_no_calendar_week"),
        pytest.param("Rains fell in mid-March.", "2024-03-11", "2024-03-20", id="middle_of_a_month"),
        pytest.param("No power since late November.", "2024-11-21", "2024-11-30", id="since_late_in_a_month"),
        pytest.param("He fled earlier this month.", "2024-11-01", "2024-11-30", id="earlier_this_month"),
        pytest.param("He fled earlier this year.", "2024-01-01", "2024-11-30", id="earlier_this_year"),
        pytest.param("Ten have died so far this year.", "2024-01-01", "2024-11-30", id="so_far_this_year"),
        pytest.param("Talks will resume later this week.", "2024-11-30", "2024-12-01", id="later_this_week"),
        pytest.param("Camps must close by the end of May.", "2025-05-21", "2025-05-31", id="end_of_a_month"),
        pytest.param("He left in late 2011.", "2011-09-01", "2011-12-31", id="late_in_a_year"),
        pytest.param("Raids in the first half of May.", "2024-05-01", "2024-05-15", id="half_of_a_month"),
        pytest.param("Raids in the first week of October.", "2024-10-01", "2024-10-07", id="first_week_of_a_month"),
        pytest.param("Raids in the week to Sunday.", "2024-11-18", "2024-11-24", id="week_to_a_day"),
        pytest.param("The mob ruled overnight Thursday into Friday.", "2024-11-28", "2024-11-29", id="night_into_a_day"),
        pytest.param("It burned on the night of 14-15 October.", "2024-10-14", "2024-10-15", id="night_of_two_days"),
        pytest.param("They fought on 3, 4 and 5 May.", "2024-05-03", "2024-05-05", id="three_days"),
        pytest.param("The raid came during Ramadan.", "2024-03-11", "2024-04-09", id="ramadan"),
        pytest.param("A shell hit the hall overnight.", "2024-11-29", "2024-11-30", id="overnight"),
        pytest.param("For the past three nights crowds met.", "2024-11-27", "2024-11-30", id="past_nights"),
        pytest.param("Shots on the night of 3/4 June.", "2024-06-03", "2024-06-04", id="night_with_a_slash"),
        pytest.param("The 2019 Christmas Eve raid", "2019-12-24", "2019-12-24", id="year_before_a_feast"),
        pytest.param("Talks go on in the last two or three days.", "2024-11-27", "2024-11-30", id="two_or_three_days"),
    ],
)
def test_stretches_keep_their_first_and_last_day(text: str, start: str, end: str) -> None:
    expression = only(text)
    assert (str(expression.start), str(expression.end)) == (start, end)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        pytest.param("Shots rang out on Christmas Eve 2022.", "2022-12-24", id="christmas_eve"),
        pytest.param("Shots rang out on New Year's Day.", "2024-01-01", id="new_year"),
        pytest.param("Shops will shut on New Year's Day.", "2025-01-01", id="new_year_ahead"),
        pytest.param("They prayed on Good Friday.", "2024-03-29", id="good_friday"),
        pytest.param("They prayed on Orthodox Easter.", "2024-05-05", id="orthodox_easter"),
        pytest.param("They prayed on Yom Kippur.", "2024-10-12", id="yom_kippur"),
        pytest.param("They lit fires at Nowruz.", "2024-03-20", id="nowruz"),
        pytest.param("They lit lamps on Diwali 2023.", "2023-11-12", id="diwali"),
        pytest.param("Troops struck on the first day of Ramadan.", "2024-03-11", id="first_day_of_ramadan"),
        pytest.param("They met on the eve of Easter 2024.", "2024-03-30", id="eve_of_a_feast"),
    ],
)
def test_feasts_have_their_day(text: str, day: str) -> None:
    expression = only(text)
    assert (expression.value, str(expression.start)) == (day, day)


def test_the_week_of_a_feast_is_the_coming_one_even_if_it_began() -> None:
    assert ENGINE.find_dates("Pilgrims marched as Easter week began.", dt.date(2010, 3, 30))[0].value == "2010-W13"


def test_a_word_of_repetition_before_a_name_is_a_periodical() -> None:
    assert ENGINE.find_dates("The party daily Trybuna mocked him.", SATURDAY) == []
    assert only("They meet here annually for prayers.").value == "P1Y"


def test_eid_covers_its_days_wherever_the_moon_is_seen() -> None:
    expression = only("Gunmen struck on Eid al-Fitr.")
    assert (str(expression.start), str(expression.end)) == ("2024-04-09", "2024-04-12")


def test_a_feast_of_which_the_table_has_no_day_is_left_out() -> None:
    assert [e.value for e in ENGINE.find_dates("They lit lamps on Diwali 1950.", SATURDAY)] == []


@pytest.mark.parametrize(
    ("text", "values"),
    [
        pytest.param(
            "Profit fell in the third quarter to $3 million from $4 million a year earlier.", ["2024-Q3", "2023-Q3"], id="among_figures"
        ),
        pytest.param(
            "Sales fell in the third quarter. In the year-ago quarter the firm earned more.", ["2024-Q3", "2023-Q3"], id="year_ago_quarter"
        ),
        pytest.param("Sales in the third quarter fell. Loans made in the quarter rose.", ["2024-Q3", "2024-Q3"], id="the_quarter"),
        pytest.param("The mayor was elected a year ago.", ["2023"], id="without_figures"),
        pytest.param("Sales rose in the quarter ended June 30.", ["2024-Q2", "2024-06-30"], id="the_quarter_that_a_day_ends"),
        pytest.param(
            "On 5 May 2016 he fled. A day earlier he wept. The next day he swam.", ["2016-05-05", "2016-05-04", "2016-05-06"], id="aside"
        ),
        pytest.param("Two days later he wept.", ["P2D"], id="later_than_nothing"),
        pytest.param("It burned in 2016. Two days later he wept.", ["2016", "P2D"], id="later_than_a_year"),
        pytest.param("On 5 May 2016 he fled. The following Friday he swam.", ["2016-05-05", "2016-05-06"], id="following_weekday"),
        pytest.param("Police came on Wednesday. In the evening they left.", ["2024-11-27", "2024-11-27TEV"], id="in_the_evening"),
    ],
)
def test_what_counts_from_the_words_before(text: str, values: list[str]) -> None:
    assert [expression.value for expression in ENGINE.find_dates(text, SATURDAY)] == values


def test_the_first_months_of_a_year_have_days() -> None:
    months, year = ENGINE.find_dates("Thefts in the first nine months of last year rose.", SATURDAY)
    assert (months.value, str(months.start), str(months.end)) == ("P9M", "2023-01-01", "2023-09-30")
    assert year.value == "2023"


@pytest.mark.parametrize(
    ("text", "month"),
    [
        pytest.param("The governor vowed to reopen schools in January.", "2025-01", id="vowed_to"),
        pytest.param("Masons agreed to mend the Elm St., Leeds, chapel in January.", "2025-01", id="comma_behind_a_short_form"),
        pytest.param("Polls are to be held in February.", "2025-02", id="to_be_held"),
        pytest.param("Police arrested the cook in December.", "2023-12", id="arrested_in"),
        pytest.param("The trial was put off until December.", "2024-12", id="put_off_until"),
        pytest.param("The May coup shook them.", "2024-05", id="the_may_coup"),
        pytest.param("They may lose if the appeal is heard in February.", "2025-02", id="is_heard"),
    ],
)
def test_months_point_to_the_year_that_the_sentence_means(text: str, month: str) -> None:
    assert only(text).value == month


def test_next_day_counts_from_the_date_named_before() -> None:
    found = ENGINE.find_dates("Troops entered the town on 5 May 2016. The next day they left.", SATURDAY)
    assert [expression.value for expression in found] == ["2016-05-05", "2016-05-06"]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        pytest.param("He was a guest on ``48 Hours,'' a show.", [], id="programme"),
        pytest.param('He told "This Week" on Sunday.', ["2024-11-24"], id="programme_and_day"),
        pytest.param('"Christmas Day was calm," he said.', ["2023-12-25"], id="feast_in_a_quotation"),
        pytest.param("They talked for two days a month ago.", ["P2D", "2024-10"], id="days_and_a_month_ago"),
        pytest.param('"This week we march," he said.', ["2024-W48"], id="quotation"),
        pytest.param("He drove a 1994 Nissan.", [], id="model_of_a_car"),
        pytest.param("In 1994 Nissan shut the plant.", ["1994"], id="maker_of_cars"),
        pytest.param("The well runs 24 hours a day.", ["P1D"], id="hours_a_day"),
        pytest.param("The dam leaked in each of the last three years.", ["P1Y"], id="each_of_the_years"),
        pytest.param("The mill burned down a year ago today.", ["2023-11-30"], id="a_year_ago_today"),
        pytest.param("Forty years ago, to the day, the mill burned.", ["1984"], id="only_the_year"),
        pytest.param("The quake came ten years ago this month.", ["2014-11"], id="ten_years_ago_this_month"),
        pytest.param("He fled two years ago, on 3 April 2019.", ["2019-04-03"], id="a_full_date_needs_no_counting"),
        pytest.param("A bomb went off last night. At 2145 it was calm.", ["2024-11-29TNI", "2024-11-29T21:45"], id="four_figures"),
        pytest.param("The index closed at 2145, down 12 points.", [], id="no_time_among_figures"),
        pytest.param("The mine shut after several quarters of losses.", ["PXQ"], id="several_quarters_of"),
        pytest.param("Talks will go on at a later date.", ["FUTURE_REF"], id="a_later_date"),
        pytest.param("The lake will one day dry up.", ["FUTURE_REF"], id="one_day_to_come"),
        pytest.param("The siege lasted one day.", ["P1D"], id="one_day_long"),
        pytest.param("Choirs sing there on Tuesday nights.", ["XXXX-WXX-2TNI"], id="weekday_nights"),
        pytest.param("That is little by today's standards.", ["PRESENT_REF"], id="of_an_age"),
        pytest.param("Six fans were hurt before today's World Cup match.", ["2024-11-30"], id="of_the_day"),
        pytest.param("She fled twice, most recently in 2019.", ["2019"], id="most_recently"),
        pytest.param("Wells were dug as recently as 2019.", ["2019"], id="as_recently_as"),
    ],
)
def test_what_the_words_beside_make_of_a_time(text: str, values: list[str]) -> None:
    assert [expression.value for expression in ENGINE.find_dates(text, SATURDAY)] == values


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("They may leave and the women march.", id="may_and_march_as_verbs"),
        pytest.param("THEY MAY LEAVE AND THE WOMEN MARCH.", id="may_and_march_in_capitals"),
        pytest.param("This may be the end.", id="this_may"),
        pytest.param("A second man fell, then a third.", id="second_as_ordinal"),
        pytest.param("A 19-year-old man was hurt.", id="age"),
        pytest.param("The Sunday Times wrote about the fall of the town.", id="newspaper_and_fall"),
        pytest.param("He paid $2000 for it.", id="money"),
        pytest.param("On 31 June 2024 it", id="impossible_day"),
        pytest.param("They march 5 miles a day.", id="march_as_a_verb_before_a_number"),
        pytest.param("June Smith and April Jones were hurt.", id="first_names"),
        pytest.param("The minister, Jan Novak, spoke.", id="first_name_in_short"),
        pytest.param("A quarter of the men left; three quarters of them ran.", id="fractions"),
        pytest.param("The score was level at 2:1 then.", id="score"),
        pytest.param("He led the Armenian quarter.", id="quarter_of_a_town"),
        pytest.param("She is the player of the year.", id="player_of_the_year"),
        pytest.param("Nothing to see here.", id="no_date"),
        pytest.param("", id="empty"),
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert [e for e in ENGINE.find_dates(text, SATURDAY) if e.granularity in {"day", "month", "season"}] == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("They met on Friday.", "XXXX-WXX-5", id="weekday"),
        pytest.param("They met yesterday.", "XXXX-XX-XX", id="deictic"),
        pytest.param("They met on Aug. 6.", "XXXX-08-06", id="day_without_year"),
        pytest.param("They met in October.", "XXXX-10", id="month"),
        pytest.param("They met last year.", "XXXX", id="year"),
    ],
)
def test_without_a_publication_day_relative_dates_stay_open(text: str, value: str) -> None:
    expression = only(text, None)
    assert (expression.value, expression.start, expression.end) == (value, None, None)


def test_without_a_publication_day_explicit_dates_are_read() -> None:
    assert only("They met on 3 May 2016.", None).start == dt.date(2016, 5, 3)


WORDS = st.sampled_from(
    [*LEXICON.months, *LEXICON.units, *LEXICON.units_plural, "last", "next", "the", "ago", "in", "of", "to", ",", ".", "-"]
)
FIGURES = st.from_regex(r"[0-9٣²]{1,6}(st|th|s|[./:][0-9]{1,4})?", fullmatch=True)


@given(st.lists(st.one_of(WORDS, FIGURES), max_size=12), st.none() | st.dates())
def test_no_text_and_no_publication_day_break_the_engine(words: list[str], anchor: dt.date | None) -> None:
    text = " ".join(words)
    for expression in ENGINE.find_dates(text, anchor):
        assert text[expression.start_char : expression.end_char] == expression.text
        assert (expression.start is None) == (expression.end is None)
        assert expression.start is None or expression.end is None or expression.start <= expression.end


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        pytest.param({"rules": [{"name": "lunar", "patterns": ["MONTH"], "examples": {}}]}, "lunar", id="unknown_reader"),
        pytest.param({"rules": [{"name": "month", "patterns": ["MOON"], "examples": {}}]}, "MOON", id="unknown_class"),
        pytest.param({"day_first": "perhaps"}, "day_first", id="wrong_type"),
        pytest.param({"surprise": 1}, "surprise", id="unknown_key"),
        pytest.param({"words": {"since": ["since"]}}, "no words are given for .*backward", id="missing_role"),
        pytest.param({"holidays": {"saturnalia": {"month": 13, "day": 1}}}, "holidays.saturnalia.month", id="feast_in_no_month"),
        pytest.param({"holidays": {"saturnalia": {"month": 12}}}, "saturnalia: .*found in one way", id="feast_without_a_day"),
        pytest.param({"holidays": {"easter": {"easter": 0, "table": ["2024-03-31"]}}}, "found in one way", id="feast_found_in_two_ways"),
    ],
)
def test_a_broken_lexicon_names_its_fault(changes: dict[str, object], message: str) -> None:
    with pytest.raises(InvalidLexicon, match=message):
        DateEngine(read_lexicon(**changes))


@pytest.mark.parametrize("text", ["Shops on 9 October Avenue shut.", "THE 19 APRIL MOVEMENT DISARMED.", "guards of the May 3 barracks"])
def test_what_is_named_after_a_day_has_no_date(text: str) -> None:
    assert ENGINE.find_dates(text, SATURDAY) == []
