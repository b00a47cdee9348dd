/* SPDX-License-Identifier: BSD-3-Clause */
/* trial.h: one fault at one step: a new guest crosses from hosta by way of vferryd, something dies, and the
 * guest must come to rest. Neighbours: fault.h, rest.h; programs/run-faults.c and scenarios/fault.c try. */
#ifndef LAB_FAULTS_TRIAL_H
#define LAB_FAULTS_TRIAL_H

#include "faults/fault.h"
#include "faults/rest.h"

enum trial_step { AT_PREPARE, AT_DETACH, AT_MIGRATE, AT_ARRIVE, AT_ATTACH, AT_ADOPT, AT_NUM };

struct trial {
	enum trial_step step; /* at whose beginning it happens */
	enum fault fault;
	struct rest rest;    /* as it was seen last */
	double seconds;      /* from the fault to the rest */
	uint64_t silence_ms; /* the longest without an echo */
	int code;            /* vferry's exit code */
	char why[200];       /* what is wrong; "" all is well */
};

/* "detach/kill-worker" */
void trial_name(const struct trial *trial, char *name, size_t size);
/* The step and the fault of that name; false: there is none. */
bool trial_find(const char *name, struct trial *trial);

/* On a lab whose hosts were just switched on. Whether all is well; when not, what vferry and the guest said
 * is shown. */
bool trial_run(struct trial *trial, struct lab *lab);

/* A line for people. */
void trial_print(const struct trial *trial);

#endif
