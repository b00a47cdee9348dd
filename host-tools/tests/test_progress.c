/* SPDX-License-Identifier: BSD-3-Clause */
/* test_progress.c: what is printed while a crossing runs, on a terminal and elsewhere. */
#include <string.h>

#include "../progress.h"
#include "../text.h"
#include "tests/unit.h"

static struct progress progress;
static char text[PROGRESS_TEXT_MAX];

static void
start(bool terminal, bool colour, bool utf8, unsigned int width)
{
	progress = (struct progress){
	        .style = {.terminal = terminal, .colour = colour, .utf8 = utf8, .width = width}};
}

static const char *
show(struct crossing_progress now)
{
	size_t n = progress_text(&progress, &now, text, sizeof(text));

	CU_ASSERT_EQUAL(n, strlen(text));
	return text;
}

static const struct crossing_progress copy_begins = {
        .step = "copy", .host = "hosta", .begins = true, .attempt = 1, .elapsed_ms = 1000};

static struct crossing_progress
copying(uint64_t elapsed_ms)
{
	return (struct crossing_progress){.step = "copy",
	                                  .host = "hosta",
	                                  .attempt = 1,
	                                  .elapsed_ms = elapsed_ms,
	                                  .step_ms = elapsed_ms - 1000,
	                                  .memory_total = 256u << 20,
	                                  .memory_remaining = 64u << 20,
	                                  .bytes_per_s = 90u << 20};
}

static struct crossing_progress
copy_ends(const char *why)
{
	return (struct crossing_progress){.step = "copy",
	                                  .host = "hosta",
	                                  .ends = true,
	                                  .failed = why != NULL,
	                                  .attempt = 1,
	                                  .elapsed_ms = 3500,
	                                  .step_ms = 2500,
	                                  .note = why};
}

static void
plain_has_two_lines_a_step(void)
{
	start(false, false, true, 0);
	CU_ASSERT_STRING_EQUAL(show(copy_begins), "[   1.0 s] copy on hosta\n");
	CU_ASSERT_STRING_EQUAL(show(copying(2000)), "");
	CU_ASSERT_STRING_EQUAL(show(copy_ends(NULL)), "[   3.5 s] copy on hosta: done after 2.5 s\n");
	CU_ASSERT_STRING_EQUAL(show(copy_ends("no route")),
	                       "[   3.5 s] copy on hosta: failed after 2.5 s: no route\n");
	CU_ASSERT_STRING_EQUAL(progress_clear(&progress), "");
}

static void
a_note_at_the_end_is_no_failure(void)
{
	struct crossing_progress now = copy_ends("took long");

	now.failed = false;
	start(false, false, true, 0);
	CU_ASSERT_STRING_EQUAL(show(now), "[   3.5 s] copy on hosta: done after 2.5 s: took long\n");
}

static void
plain_says_a_failed_check_once(void)
{
	struct crossing_progress now = copy_ends("no domain");

	now.step = "check";
	start(false, false, true, 0);
	CU_ASSERT_STRING_EQUAL(show(now), "[   3.5 s] check on hosta: failed after 2.5 s\n");
	start(true, false, true, 100);
	CU_ASSERT_PTR_NOT_NULL(strstr(show(now), "no domain"));
}

static void
terminal_redraws_one_line(void)
{
	start(true, false, true, 100);
	CU_ASSERT_STRING_EQUAL(show(copy_begins), "  [   1.0 s] copy on hosta");
	CU_ASSERT_STRING_EQUAL(show(copying(1199)), "");
	CU_ASSERT_STRING_EQUAL(show(copying(1200)),
	                       "\r\033[K  [   1.2 s] copy on hosta, 0.2 s, 64 of 256 MiB left at 90.0 MiB/s");
	CU_ASSERT_STRING_EQUAL(show(copying(1300)), "");
	CU_ASSERT_STRING_EQUAL(show(copy_ends(NULL)), "\r\033[K✔ [   3.5 s] copy on hosta, 2.5 s\n");
	CU_ASSERT_STRING_EQUAL(progress_clear(&progress), "");
}

static void
terminal_clears_an_open_line(void)
{
	start(true, false, true, 100);
	show(copy_begins);
	CU_ASSERT_STRING_EQUAL(progress_clear(&progress), "\r\033[K");
	CU_ASSERT_STRING_EQUAL(progress_clear(&progress), "");
}

static void
a_note_is_shown_while_waiting(void)
{
	struct crossing_progress now = copy_begins;

	start(false, false, true, 0);
	now.note = "waiting for the device to go";
	now.attempt = 3;
	CU_ASSERT_STRING_EQUAL(show(now),
	                       "[   1.0 s] copy on hosta, attempt 3: waiting for the device to go\n");
}

static void
width_is_respected(void)
{
	for (unsigned int width = 0; width < 120; width++) {
		start(true, false, true, width);
		show(copying(123456));
		CU_ASSERT_TRUE(text_columns(text) < (width > 2 ? width : 3));
	}
}

static void
a_reason_is_never_cut(void)
{
	start(true, false, false, 20);
	CU_ASSERT_PTR_NOT_NULL(strstr(show(copy_ends("a reason longer than the terminal")), "terminal\n"));
	CU_ASSERT_EQUAL(strncmp(text, "no ", 3), 0);
}

static void
colours_only_when_asked(void)
{
	start(true, true, true, 80);
	CU_ASSERT_EQUAL(strncmp(show(copy_ends(NULL)), "\033[32m✔\033[0m ", 12), 0);
	CU_ASSERT_EQUAL(strncmp(show(copy_ends("x")), "\033[31m✘\033[0m ", 12), 0);
	start(true, true, false, 80);
	CU_ASSERT_EQUAL(strncmp(show(copy_ends(NULL)), "\033[32mok\033[0m ", 12), 0);
}

static void
a_guest_cannot_write_to_the_screen(void)
{
	start(false, false, true, 0);
	CU_ASSERT_STRING_EQUAL(show(copy_ends("\033]0;owned\a\n\r\x7f\xc2\x9b")),
	                       "[   3.5 s] copy on hosta: failed after 2.5 s: ?]0;owned?????"
	                       "?\n");
}

static void
long_notes_are_cut_to_the_buffer(void)
{
	char note[4096];

	memset(note, 'x', sizeof(note) - 1);
	note[sizeof(note) - 1] = '\0';
	start(false, false, true, 0);
	CU_ASSERT_TRUE(strlen(show(copy_ends(note))) < sizeof(text));
	CU_ASSERT_EQUAL(text[strlen(text) - 1], '\n');
}

static const struct unit_test tests[] = {
        {"plain: two lines a step", plain_has_two_lines_a_step},
        {"a note at the end is no failure", a_note_at_the_end_is_no_failure},
        {"plain: a failed check is said once", plain_says_a_failed_check_once},
        {"terminal: one line redrawn", terminal_redraws_one_line},
        {"terminal: an open line is cleared", terminal_clears_an_open_line},
        {"a note while waiting", a_note_is_shown_while_waiting},
        {"width is respected", width_is_respected},
        {"a reason is never cut", a_reason_is_never_cut},
        {"colours only when asked", colours_only_when_asked},
        {"a guest cannot write to the screen", a_guest_cannot_write_to_the_screen},
        {"long notes are cut to the buffer", long_notes_are_cut_to_the_buffer},
};

UNIT_MAIN("progress", tests)
