"""nbgrader in a student's server: its exchange is the site, spoken to over HTTP. Declarations only."""

from hocai_lab import exchange

c = get_config()  # noqa: F821 (nbgrader defines it)

c.ExchangeFactory.exchange = exchange.HttpExchange
c.ExchangeFactory.list = exchange.HttpExchangeList
c.ExchangeFactory.fetch_assignment = exchange.HttpExchangeFetchAssignment
c.ExchangeFactory.fetch_feedback = exchange.HttpExchangeFetchFeedback
c.ExchangeFactory.submit = exchange.HttpExchangeSubmit
c.ExchangeFactory.release_assignment = exchange.HttpExchangeReleaseAssignment
c.ExchangeFactory.release_feedback = exchange.HttpExchangeReleaseFeedback
c.ExchangeFactory.collect = exchange.HttpExchangeCollect
# A run of the site's own grader has its own limits; this one is for the "Validate" button in the student's server.
c.Execute.timeout = 30
