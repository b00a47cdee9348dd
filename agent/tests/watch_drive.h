/* SPDX-License-Identifier: BSD-3-Clause */
/* watch_drive.h: a watch, driven by hand: what is seen goes in, what is wanted comes out. Neighbours:
 * test_watch*.c. */
#ifndef VFERRY_WATCH_DRIVE_H
#define VFERRY_WATCH_DRIVE_H

#include "vferryd/watch.h"

#define DRIVE_INTERVAL_MS 60000ull
#define DRIVE_TAKEOVER_MS 5000ull
#define DRIVE_WALL_S      1800000000ull /* at drive_now_ms 0 */

extern struct watch *drive_watch;
extern uint64_t drive_now_ms;
extern struct watch_action drive_action; /* the last one */

#define GUEST_A "7f2c1a52-9c0e-4a4e-8d55-0f3a1b2c3d4e"
#define GUEST_B "00000000-0000-4000-8000-000000000001"

/* A watch on host "alpha" that was told of these n guests. */
void drive_begin(const char (*uuids)[WATCH_UUID_SIZE], size_t n);
void drive_end(void);

/* The next action now, which is that, and about that guest (NULL: any). */
void drive_expect(enum watch_what what, const char *uuid);
/* Time goes on to when the watch wants something, which is at that time. */
void drive_until(uint64_t at_ms);
/* The look that was asked for shows this. */
void drive_show(const char *uuid, const struct watch_facts *facts);
/* The question that was asked is answered: one pair on that path. */
void drive_tell(const char *uuid, enum wire_path path);
void drive_no_answer(const char *uuid, enum watch_answer answer, const char *why);

/* What looks show: a guest with the link and one pair; running. */
struct watch_facts drive_home(void);
/* The same away from its VF: it left that host; until_s is since DRIVE_WALL_S, 0: a crossing carries it. */
struct watch_facts drive_away(const char *left, uint64_t until_s);

#endif
