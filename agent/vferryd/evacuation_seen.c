/* SPDX-License-Identifier: BSD-3-Clause */
/* evacuation_seen.c: what a survey leads to. See evacuation.h. */
#include <stdlib.h>

#include "vferryd/evacuation_impl.h"

/* What the first survey leads to: a plan, or a fleet under way. */
static void
begin_with(struct evacuation *evacuation, const struct survey *survey, struct err *err)
{
	const struct survey_host *silent = NULL;
	unsigned int answer = 0;

	for (unsigned int i = 1; i < survey->nhosts; i++) {
		answer += !survey->hosts[i].why[0];
		if (!survey->hosts[i].why[0])
			continue;
		silent = &survey->hosts[i];
		evacuation_say_unreachable(evacuation, silent);
	}
	if (answer > 0)
		evacuation->fleet = evacuation_fleet(survey, &evacuation->limits,
		                                     evacuation->request.wish.require_vf, err);
	if (!evacuation->fleet) {
		evacuation_say_error(evacuation, answer ? OUTCOME_ERROR : OUTCOME_DESTINATION_UNREACHABLE,
		                     silent && !answer ? silent->why : err->text);
		evacuation_forget(evacuation);
	} else if (evacuation->request.dry_run) {
		evacuation_say_plan(evacuation);
		evacuation_forget(evacuation);
	} else {
		for (unsigned int i = 0; i < evacuation->fleet->nguests; i++)
			evacuation_say_state(evacuation, i, NULL);
	}
}

void
evacuation_surveyed(struct evacuation *evacuation, const json_t *result, enum outcome outcome,
                    const char *why)
{
	struct survey *survey = calloc(1, sizeof(*survey));
	struct err err = {0};

	if (!evacuation_runs(evacuation) || !survey) {
		free(survey);
		return;
	}
	evacuation->surveying = false;
	if (result && survey_read(result, survey, &err) < 0) {
		result = NULL;
		outcome = OUTCOME_ERROR;
		why = err.text;
	}
	if (result && evacuation->fleet)
		evacuation_find(evacuation, survey);
	else if (result)
		begin_with(evacuation, survey, &err);
	else if (evacuation->fleet)
		evacuation->calls.log(evacuation->calls.arg, why);
	if (!result && !evacuation->fleet) {
		evacuation_say_error(evacuation, outcome, why);
		evacuation_forget(evacuation);
	}
	survey_clear(survey);
	free(survey);
	evacuation->calls.wake(evacuation->calls.arg, 0);
}
