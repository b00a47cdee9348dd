/* SPDX-License-Identifier: BSD-3-Clause */
/* measure.h: one removal in one room, from armed watcher to the VF's return. Neighbours: surprise.h what is
 * done, verdict.h what it is worth. */
#ifndef LAB_MEASURE_H
#define LAB_MEASURE_H

#include "matrix/surprise.h"

/* How long is waited for what may never come. */
struct patience {
	unsigned int gone_ms;  /* the process lets go */
	unsigned int again_ms; /* the VF carries traffic again */
};

/*
 * Does and measures one removal. The traffic must be on the VF before. What could not be done or measured is
 * said in result->broken, and the room is then to be closed.
 */
void measure(struct room *room, const struct surprise *surprise, const struct patience *patience,
             struct result *result);

#endif
