/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fake_pair.h: pairs for the control thread's tests: pair.h without devices. Its fields are set before the
 * pair is added, and afterwards only in the control thread.
 */
#ifndef VFERRY_FAKE_PAIR_H
#define VFERRY_FAKE_PAIR_H

#include "pair.h"

struct pair {
	struct port port;
	char mac[18];
	uint16_t port_id;
	struct port_facts facts;
	bool plugged;            /* FIND finds a VF, aside */
	bool finding;            /* it does just now */
	enum port_action fails;  /* this action fails, with "broken" */
	enum port_action stalls; /* this one is not done yet, ever */
	enum bus_sign sign;      /* what its facts come with */
	unsigned int announced, ticks;
	unsigned int counted;          /* how often its packets were asked for */
	unsigned int done[PORT_REPLY]; /* how often each action was done */
};

/* A started pair on its VF, with a backup; number 1 has the MAC 52:54:00:00:00:01 and port id 1. */
void fake_init(struct pair *pair, unsigned int number);

#endif
