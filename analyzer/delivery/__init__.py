"""What is sent and kept: weekly reports as a site, mail, schedules."""
