/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * surprise.h: the ways in which a VF goes away unannounced, as a table. Neighbours: pull_host.c and
 * pull_guest.c do them, measure.c measures, programs/run-matrix.c walks through kernels, drivers and this
 * table.
 */
#ifndef LAB_SURPRISE_H
#define LAB_SURPRISE_H

#include "matrix/room.h"
#include "matrix/verdict.h"

/* Which guest a surprise needs: with an igb in the place of a VF, one that a PF in the guest makes, four igb,
 * an e1000e. */
enum stand { STAND_PLAIN, STAND_PF, STAND_FOUR, STAND_E1000E, STANDS };

struct surprise {
	const char *name;
	enum stand stand;
	const char *driver; /* the only one that it makes sense with; NULL: any */
	unsigned int rate;  /* packets a second; 0: ROOM_RATE */
	struct limits limits;
	/* Takes the VF away. The guest's watcher is told by the one who acts in the guest; else it sees by
	 * itself. */
	int (*pull)(struct room *room, struct err *err);
	/* Makes it available again, after the removal has run its course. */
	int (*put_back)(struct room *room, struct err *err);
};

extern const struct surprise surprises[];
extern const unsigned int nsurprises;

/* pull_host.c: by what the host or the network can do. */
int pull_device_del(struct room *room, struct err *err);
int pull_at_port_start(struct room *room, struct err *err);
int pull_in_switchover(struct room *room, struct err *err);
int pull_twice(struct room *room, struct err *err);
int pull_control_held(struct room *room, struct err *err);
int put_device_add(struct room *room, struct err *err);
int put_after_switchover(struct room *room, struct err *err);

/* pull_guest.c: by what someone with rights in the guest can do. */
int pull_remove(struct room *room, struct err *err);
int pull_unbind(struct room *room, struct err *err);
int pull_numvfs(struct room *room, struct err *err);
int pull_pf_reset(struct room *room, struct err *err);
int pull_decode(struct room *room, struct err *err);
int pull_decode_vfio(struct room *room, struct err *err);
int put_rescan(struct room *room, struct err *err);
int put_bind(struct room *room, struct err *err);
int put_numvfs(struct room *room, struct err *err);
int put_decode(struct room *room, struct err *err);
int put_nothing(struct room *room, struct err *err);

#endif
