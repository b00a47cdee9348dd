/* SPDX-License-Identifier: BSD-3-Clause */
/* fleet_table.c: see fleet_table.h. */
#include "fleet_table.h"

#include <inttypes.h>

#include "table.h"

/* As a person reads them; in the order in which they are shown when not all can be. */
static const struct {
	enum fleet_state state;
	const char *text;
} states[FLEET_STATES] = {
        {FLEET_CROSSING, "crossing"}, {FLEET_GIVEN_UP, "given up"}, {FLEET_WAITING, "waiting"},
        {FLEET_GONE, "gone"},         {FLEET_ARRIVED, "arrived"},
};

static const char *
state_text(enum fleet_state state)
{
	unsigned int i = 0;

	while (i < FLEET_STATES - 1 && states[i].state != state)
		i++;
	return states[i].text;
}

static const char *
or_dash(const char *text)
{
	return text && text[0] ? text : "-";
}

static const char *
step_text(const struct fleet_line *line)
{
	if (line->state == FLEET_CROSSING)
		return line->step ? line->step : "";
	return line->outcome == OUTCOME_OK ? "" : outcome_name(line->outcome);
}

/* Of the copy; "" when there is none. A guest that writes faster than is copied may have more left than there
 * was. */
static const char *
percent_text(const struct fleet_line *line, char *text, size_t size)
{
	uint64_t total = line->memory_total, rest = line->memory_remaining;

	text[0] = '\0';
	if (line->state == FLEET_CROSSING && total)
		(void)snprintf(text, size, "%.0f",
		               rest < total ? (double)(total - rest) * 100 / (double)total : 0.0);
	return text;
}

static const char *
time_text(const struct fleet_line *line, char *text, size_t size)
{
	text[0] = '\0';
	if (line->elapsed_ms)
		(void)snprintf(text, size, "%.1f s", (double)line->elapsed_ms / 1000);
	return text;
}

static void
add(struct table *table, const struct fleet_line *line)
{
	char percent[24], time[32];

	TABLE_ADD(table, or_dash(line->guest), or_dash(line->from), or_dash(line->to),
	          state_text(line->state), step_text(line), percent_text(line, percent, sizeof(percent)),
	          time_text(line, time, sizeof(time)));
}

/* Adds those in that state, as long as there is room for a row. */
static void
add_state(struct table *table, const struct fleet_line *lines, unsigned int n, enum fleet_state state,
          unsigned int rows)
{
	for (unsigned int i = 0; i < n && table->rows < rows + 1; i++)
		if (lines[i].state == state)
			add(table, &lines[i]);
}

static void
print_count(const struct fleet_line *lines, unsigned int n, unsigned int hidden, FILE *out)
{
	unsigned int count[FLEET_STATES] = {0};

	for (unsigned int i = 0; i < n; i++)
		count[lines[i].state]++;
	fprintf(out, "%u of %u arrived", count[FLEET_ARRIVED], n);
	for (unsigned int i = 0; i < FLEET_STATES; i++)
		if (states[i].state != FLEET_ARRIVED && count[states[i].state])
			fprintf(out, ", %u %s", count[states[i].state], states[i].text);
	if (hidden)
		fprintf(out, "; %u not shown", hidden);
	fputc('\n', out);
}

void
fleet_table_print(const struct fleet_line *lines, unsigned int n, unsigned int rows, FILE *out)
{
	static struct table table;

	if (rows == 0 || rows > TABLE_ROWS_MAX - 1)
		rows = TABLE_ROWS_MAX - 1;
	table.rows = 0;
	TABLE_ADD(&table, "GUEST", "FROM", "TO", "STATE", "STEP", "%", "TIME");
	for (unsigned int i = 0; i < n && n <= rows; i++)
		add(&table, &lines[i]);
	for (unsigned int i = 0; i < FLEET_STATES && n > rows; i++)
		add_state(&table, lines, n, states[i].state, rows);
	table_print(&table, out);
	print_count(lines, n, n > rows ? n - rows : 0, out);
}
