/* SPDX-License-Identifier: BSD-3-Clause */
/* screen.c: see screen.h. */
#include "screen.h"

#include <errno.h>
#include <langinfo.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "crossing.h"

#define WIDTH_UNKNOWN 80

/* Begins with the end of a live line, which plain output does not have. */
static const char checking[] = "\nvferry: interrupted: nothing was changed yet\n";
static const char crossing[] = "\nvferry: interrupted: bringing the guest to a working path first, wait\n";
static size_t notice_start;
static volatile sig_atomic_t begun; /* a step that changes something */

/* Only what signal-safety(7) allows: an atomic flag, crossing_stop() by its contract, and write(). */
static void
on_signal(int number)
{
	static atomic_flag stopped = ATOMIC_FLAG_INIT;
	const char *notice = begun ? crossing : checking;
	size_t size = begun ? sizeof(crossing) : sizeof(checking);
	int saved = errno;

	(void)number;
	if (!atomic_flag_test_and_set(&stopped)) {
		crossing_stop();
		(void)!write(STDERR_FILENO, notice + notice_start, size - 1 - notice_start);
	}
	errno = saved;
}

static unsigned int
width(void)
{
	struct winsize size;

	return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : WIDTH_UNKNOWN;
}

void
screen_open(struct progress *progress)
{
	struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
	const char *term = getenv("TERM"), *no_color = getenv("NO_COLOR");
	bool terminal = isatty(STDERR_FILENO) && term && strcmp(term, "dumb") != 0;

	*progress = (struct progress){.style = {
	                                      .terminal = terminal,
	                                      .colour = terminal && !(no_color && no_color[0]),
	                                      .utf8 = !strcmp(nl_langinfo(CODESET), "UTF-8"),
	                                      .width = WIDTH_UNKNOWN,
	                              }};
	notice_start = terminal ? 0 : 1;
	begun = 0;
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
	signal(SIGPIPE, SIG_IGN);
}

void
screen_show(void *arg, const struct crossing_progress *now)
{
	struct progress *progress = arg;
	char text[PROGRESS_TEXT_MAX];

	begun |= strcmp(now->step, "check") != 0;
	if (progress->style.terminal)
		progress->style.width = width();
	if (progress_text(progress, now, text, sizeof(text)))
		fputs(text, stderr);
}

void
screen_close(struct progress *progress)
{
	fputs(progress_clear(progress), stderr);
}
