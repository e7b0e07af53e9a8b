"""Router decides: what a report is, who must hear of it, by when, and who is next."""
