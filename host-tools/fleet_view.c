/* SPDX-License-Identifier: BSD-3-Clause */
/* fleet_view.c: see fleet_view.h. */
#include "fleet_view.h"

#include <stdlib.h>
#include <string.h>

#include "table.h"
#include "text.h"

#define COPY(to, from) (void)snprintf(to, sizeof(to), "%s", from)

static struct fleet_seen *
guest_called(struct fleet_view *view, const char *name)
{
	struct fleet_seen **guests, *guest;

	for (unsigned int i = 0; i < view->n; i++)
		if (strcmp(view->guests[i]->guest, name) == 0)
			return view->guests[i];
	guests = realloc(view->guests, (view->n + 1) * sizeof(struct fleet_seen *));
	if (guests)
		view->guests = guests;
	guest = guests ? calloc(1, sizeof(*guest)) : NULL;
	if (!guest)
		return NULL;
	COPY(guest->guest, name);
	guest->line = (struct fleet_line){
	        .guest = guest->guest, .from = view->from, .to = guest->to, .step = guest->step};
	view->guests[view->n++] = guest;
	return guest;
}

/* FLEET_STATES: the step is of a crossing. */
static enum fleet_state
state_called(const char *step)
{
	enum fleet_state state = FLEET_WAITING;

	while (state < FLEET_STATES && strcmp(fleet_state_name(state), step) != 0)
		state++;
	return state;
}

/* The note begins with the outcome's name. */
static enum outcome
outcome_noted(const char *note)
{
	size_t size = note ? strcspn(note, ":") : 0;

	for (int code = OUTCOME_ERROR; note && code <= OUTCOME_LOST; code++) {
		const char *name = outcome_name((enum outcome)code);

		if (strlen(name) == size && strncmp(name, note, size) == 0)
			return (enum outcome)code;
	}
	return OUTCOME_OK;
}

static void
hear_state(struct fleet_seen *guest, enum fleet_state state, const struct crossing_progress *now)
{
	guest->line.state = state;
	guest->line.outcome = outcome_noted(now->note);
	guest->line.memory_total = 0;
	guest->step[0] = '\0';
	guest->to[0] = '\0';
	if (state == FLEET_CROSSING)
		guest->line.elapsed_ms = 0;
	if (state == FLEET_CROSSING || state == FLEET_ARRIVED)
		COPY(guest->to, now->host);
}

static bool
hear_step(struct fleet_seen *guest, const struct crossing_progress *now)
{
	bool other = strcmp(guest->step, now->step) != 0;

	COPY(guest->step, now->step);
	guest->line.memory_total = now->ends ? 0 : now->memory_total;
	guest->line.memory_remaining = now->memory_remaining;
	guest->line.elapsed_ms = now->elapsed_ms;
	return other;
}

bool
fleet_view_hear(struct fleet_view *view, const struct control_message *message, char *text, size_t size)
{
	const struct crossing_progress *now = &message->progress;
	struct fleet_seen *guest = message->domain ? guest_called(view, message->domain) : NULL;
	enum fleet_state state = state_called(now->step);
	const char *note = now->note ? now->note : "";

	text[0] = '\0';
	if (!message->domain)
		(void)snprintf(text, size, "%s takes no guests, as it does not answer: %s", now->host, note);
	else if (state < FLEET_STATES)
		(void)snprintf(text, size, "%s: %s%s%s%s%s", message->domain, now->step,
		               now->host[0] ? ", " : "", now->host, note[0] ? ": " : "", note);
	text_clean(text);
	if (!guest)
		return false;
	if (state == FLEET_STATES)
		return hear_step(guest, now);
	hear_state(guest, state, now);
	return true;
}

unsigned int
fleet_view_print(const struct fleet_view *view, unsigned int rows, FILE *out)
{
	struct fleet_line *lines = calloc(view->n + 1, sizeof(*lines));
	unsigned int most = rows && rows < TABLE_ROWS_MAX - 1 ? rows : TABLE_ROWS_MAX - 1;

	if (!lines)
		return 0;
	for (unsigned int i = 0; i < view->n; i++)
		lines[i] = view->guests[i]->line;
	fleet_table_print(lines, view->n, rows, out);
	free(lines);
	return (view->n < most ? view->n : most) + 2;
}

void
fleet_view_clear(struct fleet_view *view)
{
	for (unsigned int i = 0; i < view->n; i++)
		free(view->guests[i]);
	free(view->guests);
	view->guests = NULL;
	view->n = 0;
}

static const char *
text_of(const json_t *row, const char *name)
{
	const char *text = json_string_value(json_object_get(row, name));

	return text ? text : "";
}

static void
print_row(const json_t *row, bool dry_run, FILE *out)
{
	const char *to = text_of(row, "to"), *message = text_of(row, "message");
	const char *outcome = text_of(row, "outcome");
	const char *what = to[0]     ? dry_run ? "would go to " : "is on "
	                   : dry_run ? "would stay"
	                             : "did not go";
	char text[1200];

	(void)snprintf(text, sizeof(text), "%s %s%s%s%s%s%s", text_of(row, "domain"), what, to,
	               outcome[0] && strcmp(outcome, "ok") != 0 ? ", " : "",
	               strcmp(outcome, "ok") != 0 ? outcome : "", message[0] ? ": " : "", message);
	fprintf(out, "%s\n", text_clean(text));
}

void
fleet_result_print(const json_t *result, FILE *out)
{
	const json_t *rows = json_object_get(result, "evacuated"), *row;
	bool dry_run = json_is_true(json_object_get(result, "dry_run"));
	size_t i, there = 0;

	json_array_foreach (rows, i, row) {
		print_row(row, dry_run, out);
		there += text_of(row, "to")[0] != '\0';
	}
	fprintf(out, "%zu of %zu guests %s\n", there, json_array_size(rows),
	        dry_run ? "would go" : "have gone to other hosts");
}

/* Who has gone by itself is no failure. */
static enum outcome
code_of(const json_t *row, bool dry_run)
{
	static const enum outcome told[] = {OUTCOME_LOST, OUTCOME_BACK_ON_BACKUP, OUTCOME_THERE_ON_BACKUP};
	const char *outcome = text_of(row, "outcome");

	if (text_of(row, "to")[0] && (dry_run || !strcmp(outcome, "ok")))
		return OUTCOME_OK;
	for (unsigned int i = 0; i < sizeof(told) / sizeof(told[0]); i++)
		if (!strcmp(outcome, outcome_name(told[i])))
			return told[i];
	if (!strcmp(outcome, outcome_name(OUTCOME_NO_DOMAIN)) ||
	    !strcmp(outcome, outcome_name(OUTCOME_NOT_RUNNING)))
		return OUTCOME_OK;
	return OUTCOME_BACK_ON_VF;
}

enum outcome
fleet_result_code(const json_t *result)
{
	static const enum outcome worst[] = {OUTCOME_LOST, OUTCOME_BACK_ON_BACKUP, OUTCOME_BACK_ON_VF,
	                                     OUTCOME_THERE_ON_BACKUP};
	const json_t *rows = json_object_get(result, "evacuated"), *row;
	bool dry_run = json_is_true(json_object_get(result, "dry_run"));
	size_t i;

	for (unsigned int k = 0; k < sizeof(worst) / sizeof(worst[0]); k++)
		json_array_foreach (rows, i, row)
			if (code_of(row, dry_run) == worst[k])
				return worst[k];
	return OUTCOME_OK;
}
