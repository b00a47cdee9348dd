/* SPDX-License-Identifier: BSD-3-Clause */
/* evacuation_world.h: an evacuation in a world of its own: hosts that are looked at, crossings that end when
 * the test says so, a clock that stands. Neighbours: test_evacuation*.c. */
#ifndef VFERRY_EVACUATION_WORLD_H
#define VFERRY_EVACUATION_WORLD_H

#include "vferryd/evacuation.h"

#define UUID(digit)      "7f2c1a52-9c0e-4a4e-8d55-0f3a1b2c3d4" digit
#define EVACUATION_HOSTS 3 /* the own one and two others */
#define WORLD_CALLS_MAX  16

struct evacuation_world {
	struct evacuation *evacuation;
	char dir[40], path[64];
	uint64_t now_ms, wake_ms; /* wake_ms 0: nothing is to come */
	unsigned int surveys;     /* asked for and not answered */
	bool survey_fails, start_fails, held;
	unsigned int nstarted, naborted;
	char started[WORLD_CALLS_MAX][37], to[WORLD_CALLS_MAX][64], aborted[WORLD_CALLS_MAX][37];
	bool require_vf;
	unsigned int nsaid;
	char said[65536]; /* all lines; progress as "GUEST STEP HOST: NOTE" */
	json_t *seen;     /* what the next survey says */
};

extern struct evacuation_world evacuation_world;

/* Empty, with a survey of two guests on this host, 1 and 2, and two destinations that take both. */
void evacuation_world_begin(void);
void evacuation_world_end(void);
/* As after a restart of the daemon: nothing is left but the record. */
void evacuation_world_restart(void);
/* What becomes of it. */
void evacuation_world_restart_with(int ret, struct err *err);

/* Asks for one; its error's code. */
int evacuation_world_ask(bool dry_run);
/* Answers the survey that is due, and runs what is due at once. */
void evacuation_world_survey(void);
/* Time passes until something is due, and that happens. */
void evacuation_world_wait(void);
/* The crossing of that guest ends. */
void evacuation_world_arrive(const char *uuid, enum outcome outcome, const char *message);

/* The part of the survey about a host, to be changed. */
json_t *evacuation_world_host(unsigned int host);
/* Where the guest runs from now on. */
void evacuation_world_move(const char *uuid, unsigned int host);
/* Whether a line holds text. */
bool evacuation_world_said(const char *text);
bool evacuation_world_has_record(void);

#endif
