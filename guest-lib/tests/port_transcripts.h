/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * port_transcripts.h: what test_port.c plays. A transcript is words; each sets a fact, makes a request, lets
 * time pass or names what the port must do next:
 *
 *   on off             the application started or stopped the port
 *   vf -vf vf+ vf-     the VF is there or not; its link is up or down. The same with bk, the backup
 *   held               the VF is there and could not be started: it is nothing for traffic
 *   gone               the VF is held, but dead
 *   asked              the VF works, but the kernel asked for it back
 *   @vf @bk @none      where the traffic is
 *   linkless           what the next FIND brings has no link
 *   +250               time passes
 *   prepare abandon adopt to-vf to-bk      a request with 5,000 ms; busy:NAME: it must be turned away
 *   OVERLAP to FIND    the next action; alone: done, with ~: not yet, with !: failed
 *   MOVE               a whole move, every row done
 *   yes no:TEXT        a request's answer; the refusal says TEXT, with _ for a space
 *   own:TEXT           a complaint of the pair's own
 *   idle               nothing to do
 *   due due250         the port wants to be asked again: on events only, or in 250 ms
 */
#ifndef VFERRY_PORT_TRANSCRIPTS_H
#define VFERRY_PORT_TRANSCRIPTS_H

#define UP    "on vf vf+ bk bk+ @vf "  /* at rest on the VF */
#define BK    "on vf vf+ bk bk+ @bk "  /* the VF is there, traffic on the backup */
#define OUT   "on -vf vf- bk bk+ @bk " /* no VF */
#define TO_BK UP "prepare "

static const struct transcript {
	const char *name, *words;
} transcripts[] = {
        /* the planned way there and back */
        {"prepare",
         TO_BK "OVERLAP ANNOUNCE MOVE_TX DRAIN_TX~ DRAIN_TX ANNOUNCE WAIT_QUIET~ WAIT_QUIET FINISH RELEASE~ "
               "RELEASE yes idle"},
        {"released: no VF is looked for", TO_BK "MOVE RELEASE yes idle +5000 idle"},
        {"adopt",
         OUT "prepare yes adopt FIND OVERLAP ANNOUNCE MOVE_TX DRAIN_TX ANNOUNCE WAIT_QUIET FINISH yes idle"},
        {"adopt, the VF comes late",
         OUT "prepare yes adopt FIND~ idle +249 idle +1 FIND~ +250 FIND MOVE yes idle"},
        {"adopt, the link comes late", OUT "prepare yes adopt linkless FIND idle +2000 idle vf+ MOVE yes"},
        {"adopt, no VF comes", OUT "prepare yes adopt FIND~ +4999 FIND~ +1 no:no_VF_with idle +9000 idle"},
        {"adopt, no link comes",
         OUT "prepare yes adopt linkless FIND +4999 idle +1 no:no_link idle vf+ idle"},
        {"adopt, the VF cannot be taken",
         OUT "prepare yes adopt FIND! no:taking_the_VF:_broken idle +9000 idle"},
        {"adopt again after a refusal", OUT "prepare yes adopt FIND! no:broken adopt FIND MOVE yes"},
        {"adopt when active", UP "adopt yes idle"},
        {"abandon before anything", UP "abandon yes idle"},
        {"abandon after release", TO_BK "MOVE RELEASE yes abandon FIND~ +250 FIND MOVE yes"},

        /* prepare that has little or nothing to do */
        {"prepare without a VF", OUT "prepare yes idle"},
        {"prepare without a VF and without a backup", "on -vf -bk @none prepare yes idle"},
        {"prepare on the backup", BK "to-bk yes prepare RELEASE yes"},
        {"prepare without a backup", "on vf vf+ -bk @vf prepare no:no_backup idle"},
        {"prepare, the backup has no link", "on vf vf+ bk bk- @vf prepare no:backup_has_no_link idle"},
        {"prepare while stopped", "off vf bk @none prepare RELEASE yes idle"},
        {"prepare while stopped, without a backup", "off vf @none prepare no:no_backup idle"},
        {"prepare, the VF could not be started", "on held bk bk+ @bk prepare RELEASE~ RELEASE yes idle"},
        {"prepare, the VF could not be started, nor be released",
         "on held bk bk+ @bk prepare RELEASE! no:closing_the_VF idle prepare RELEASE yes"},
        {"adopt, the VF could not be started", "on held bk bk+ @bk adopt FIND MOVE yes"},
        {"prepare, the VF has no link",
         "on vf vf- bk bk+ @vf prepare OVERLAP ANNOUNCE MOVE_TX ANNOUNCE FINISH "
         "RELEASE yes"},

        /* each row fails */
        {"OVERLAP fails", TO_BK "OVERLAP! ROLLBACK no:polling_both_members:_broken idle +9000 idle"},
        {"ANNOUNCE fails", TO_BK "OVERLAP ANNOUNCE! ROLLBACK no:announcing idle"},
        {"MOVE_TX fails", TO_BK "OVERLAP ANNOUNCE MOVE_TX! ROLLBACK no:moving_trans idle"},
        {"DRAIN_TX fails", TO_BK "OVERLAP ANNOUNCE MOVE_TX DRAIN_TX! ROLLBACK no:emptying idle"},
        {"second ANNOUNCE fails",
         TO_BK "OVERLAP ANNOUNCE MOVE_TX DRAIN_TX ANNOUNCE! ROLLBACK no:again:_broken idle"},
        {"WAIT_QUIET fails",
         TO_BK "OVERLAP ANNOUNCE MOVE_TX DRAIN_TX ANNOUNCE WAIT_QUIET! ROLLBACK no:stream_to_end idle"},
        {"FINISH fails",
         TO_BK "OVERLAP ANNOUNCE MOVE_TX DRAIN_TX ANNOUNCE WAIT_QUIET FINISH! ROLLBACK no:letting idle"},
        {"RELEASE fails", TO_BK "MOVE RELEASE! no:closing_the_VF:_broken idle abandon MOVE yes"},
        {"ROLLBACK fails too", TO_BK
         "OVERLAP! ROLLBACK! no:polling idle +999 idle +1 ROLLBACK! own:going_back idle +1000 ROLLBACK idle"},
        {"ROLLBACK fails, then a request",
         TO_BK "OVERLAP! ROLLBACK! no:polling prepare ROLLBACK MOVE RELEASE yes"},
        {"ROLLBACK fails for as long as the request lasts",
         TO_BK "OVERLAP! ROLLBACK! no:polling prepare +1000 ROLLBACK~ +3999 ROLLBACK~ +1 no:going_back idle "
               "+1000 ROLLBACK idle"},
        {"ROLLBACK fails when a request overtook",
         TO_BK "OVERLAP abandon no:overtaken ROLLBACK! no:going_back idle +1000 ROLLBACK idle"},
        {"the VF goes in a rollback", TO_BK
         "OVERLAP! ROLLBACK~ -vf vf- no:polling +1000 OVERLAP ANNOUNCE MOVE_TX ANNOUNCE FINISH FIND~ idle"},

        /* each row is late */
        {"OVERLAP late",
         TO_BK "OVERLAP~ +999 OVERLAP~ +1 OVERLAP~ ROLLBACK no:not_done_within_its_time idle"},
        {"ANNOUNCE late", TO_BK "OVERLAP ANNOUNCE~ +1000 ANNOUNCE~ ROLLBACK no:announcing"},
        {"MOVE_TX late", TO_BK "OVERLAP ANNOUNCE MOVE_TX~ +1000 MOVE_TX~ ROLLBACK no:moving"},
        {"DRAIN_TX late", TO_BK "OVERLAP ANNOUNCE MOVE_TX DRAIN_TX~ +2000 DRAIN_TX~ ROLLBACK no:emptying"},
        {"WAIT_QUIET late",
         TO_BK "OVERLAP ANNOUNCE MOVE_TX DRAIN_TX ANNOUNCE WAIT_QUIET~ +3000 WAIT_QUIET~ ROLLBACK "
               "no:stream_to_end:_not_done"},
        {"FINISH late",
         TO_BK "OVERLAP ANNOUNCE MOVE_TX DRAIN_TX ANNOUNCE WAIT_QUIET FINISH~ +1000 FINISH~ ROLLBACK "
               "no:letting"},
        {"RELEASE late", TO_BK "MOVE RELEASE~ +5000 RELEASE~ no:request's_time idle"},
        {"ROLLBACK late", TO_BK "OVERLAP! ROLLBACK~ +1000 ROLLBACK~ no:polling idle +1000 ROLLBACK idle"},
        {"the request's time ends in a move",
         TO_BK "OVERLAP ANNOUNCE MOVE_TX +4500 DRAIN_TX~ +500 DRAIN_TX~ ROLLBACK "
               "no:request's_time idle"},
        {"the request's time ends between rows",
         TO_BK "OVERLAP +5000 ANNOUNCE MOVE_TX DRAIN_TX ANNOUNCE WAIT_QUIET "
               "FINISH no:not_done_in_time idle"},

        /* requests overtake each other */
        {"abandon in a move",
         TO_BK "OVERLAP ANNOUNCE MOVE_TX DRAIN_TX~ abandon no:overtaken_by_another_request:_abandon "
               "ROLLBACK yes idle"},
        {"abandon in a move, VF link lost",
         TO_BK "OVERLAP abandon vf- no:overtaken ANNOUNCE MOVE_TX ANNOUNCE FINISH idle vf+ MOVE yes"},
        {"abandon while the VF is released",
         TO_BK "MOVE RELEASE~ busy:abandon RELEASE yes abandon FIND MOVE yes"},
        {"prepare again in a move",
         TO_BK "OVERLAP prepare no:overtaken ANNOUNCE MOVE_TX DRAIN_TX ANNOUNCE WAIT_QUIET "
               "FINISH RELEASE yes"},
        {"prepare again in the release", TO_BK "MOVE RELEASE~ prepare no:overtaken RELEASE yes"},
        {"prepare in a failback",
         OUT "prepare yes adopt FIND OVERLAP ANNOUNCE prepare no:overtaken ROLLBACK RELEASE yes"},
        {"a third before the first is answered",
         TO_BK "OVERLAP abandon busy:adopt no:overtaken ROLLBACK yes"},
        {"abandon in a rollback", TO_BK "OVERLAP! abandon no:broken ROLLBACK yes"},
        {"prepare while a VF is looked for",
         OUT "prepare yes adopt FIND~ prepare no:overtaken yes idle +9000 idle"},
        {"adopt twice", OUT "prepare yes adopt FIND~ adopt no:overtaken FIND MOVE yes"},

        /* by hand */
        {"by hand there and back", UP "to-bk MOVE yes idle +9000 idle to-vf MOVE yes idle"},
        {"by hand where it is", UP "to-vf yes idle"},
        {"by hand, stopped", "off vf bk @none to-bk no:stopped idle"},
        {"by hand, no VF", OUT "prepare yes to-vf no:no_VF idle"},
        {"by hand, no backup", "on vf vf+ @vf to-bk no:no_backup idle"},
        {"by hand, no link yet", "on vf vf- bk bk+ @bk to-vf idle vf+ MOVE yes"},
        {"by hand, then prepare", UP "to-bk MOVE yes prepare RELEASE yes"},

        /* the pair's own doing */
        {"the VF's link comes late at start", "on vf vf- bk bk+ @bk idle +9000 idle vf+ MOVE idle"},
        {"no VF at start", "on bk bk+ @bk FIND~ idle +999 idle +1 FIND~ +1000 FIND MOVE idle"},
        {"no VF at start, stopped", "off bk @none idle"},
        {"a VF at start that cannot be taken",
         "on bk bk+ @bk FIND! own:taking idle +9000 idle adopt FIND MOVE yes"},
        {"the VF loses its link", UP "vf- OVERLAP ANNOUNCE MOVE_TX ANNOUNCE FINISH idle vf+ MOVE idle"},
        {"the VF vanishes",
         UP "-vf vf- OVERLAP ANNOUNCE MOVE_TX ANNOUNCE FINISH FIND~ idle +1000 FIND MOVE idle"},
        {"the backup loses its link",
         UP "to-bk MOVE yes bk- OVERLAP ANNOUNCE MOVE_TX ANNOUNCE FINISH idle bk+ MOVE idle"},
        {"both lose their links", UP "vf- bk- idle"},
        {"failback fails: told once, stays",
         BK "OVERLAP! ROLLBACK own:polling idle +9000 idle adopt MOVE yes"},
        {"a failover that fails is tried again",
         UP "vf- OVERLAP! ROLLBACK own:polling idle +999 idle +1 OVERLAP! ROLLBACK "
            "idle +1000 OVERLAP ANNOUNCE MOVE_TX ANNOUNCE FINISH idle"},
        {"own complaint, then a request", BK "OVERLAP! ROLLBACK prepare own:polling RELEASE yes"},
        {"a first member appears", "on bk bk+ @none OVERLAP ANNOUNCE MOVE_TX ANNOUNCE FINISH FIND~ idle"},

        /* when it wants to be asked again */
        {"at rest, on events", UP "idle due prepare due0"},
        {"in a sequence, at once",
         TO_BK "OVERLAP~ due0 OVERLAP due0 ANNOUNCE! due0 ROLLBACK due0 no:ann due"},
        {"overtaken, at once", BK "to-vf to-bk due0 no:overtaken yes due"},
        {"while a VF is looked for", OUT "prepare yes adopt FIND~ due250 +100 due150 +4800 FIND~ due100"},
        {"while one is looked for by itself", "on bk bk+ @bk FIND~ due1000"},
        {"after a failover that failed", UP "vf- OVERLAP! ROLLBACK own:polling due1000 +400 due600"},
        {"after a rollback that failed", TO_BK "OVERLAP! ROLLBACK! no:polling due1000 prepare due0"},
        {"a complaint is made again after a success",
         UP "vf- OVERLAP! ROLLBACK own:polling +1000 OVERLAP ANNOUNCE MOVE_TX ANNOUNCE FINISH vf+ OVERLAP! "
            "ROLLBACK "
            "own:polling idle"},

        /* members change in the middle of a move */
        {"the backup's link drops in a move", TO_BK "OVERLAP ANNOUNCE bk- ROLLBACK no:lost_its_link idle"},
        {"the backup goes in a move", TO_BK "OVERLAP ANNOUNCE MOVE_TX -bk ROLLBACK no:lost_its_link idle"},
        {"the VF goes in a move",
         TO_BK "OVERLAP ANNOUNCE MOVE_TX DRAIN_TX~ -vf vf- ANNOUNCE FINISH yes idle"},
        {"the VF goes while quiet is awaited",
         TO_BK "OVERLAP ANNOUNCE MOVE_TX DRAIN_TX ANNOUNCE WAIT_QUIET~ vf- -vf FINISH yes idle"},
        {"the VF goes, then a row fails",
         TO_BK "OVERLAP ANNOUNCE -vf vf- MOVE_TX! no:moving +1000 OVERLAP ANNOUNCE "
               "MOVE_TX ANNOUNCE FINISH FIND~ idle"},
        {"the VF goes in a failback",
         OUT "prepare yes adopt FIND OVERLAP -vf vf- ROLLBACK no:went_away idle"},

        /* the VF dies while it is held, or the kernel wants it back */
        {"the VF dies", UP "gone OVERLAP ANNOUNCE MOVE_TX ANNOUNCE FINISH RELEASE idle due1000 +1000 FIND~ "
                           "+1000 FIND MOVE idle"},
        {"the VF dies on the backup", UP "to-bk MOVE yes gone RELEASE idle +9000 idle"},
        {"the VF dies without a backup",
         "on vf vf+ @vf gone @none RELEASE idle +1000 FIND OVERLAP ANNOUNCE MOVE_TX ANNOUNCE FINISH idle"},
        {"the VF dies, then the backup comes",
         "on vf vf+ @vf gone @none bk bk+ OVERLAP ANNOUNCE MOVE_TX ANNOUNCE FINISH RELEASE idle"},
        {"the VF dies while stopped", "off vf bk @none gone RELEASE idle"},
        {"the VF dies in a prepare",
         TO_BK "OVERLAP ANNOUNCE MOVE_TX DRAIN_TX~ gone ANNOUNCE FINISH RELEASE yes idle +9000 idle"},
        {"the VF dies in a failback", OUT "prepare yes adopt FIND OVERLAP ANNOUNCE gone ROLLBACK "
                                          "no:went_away RELEASE idle +1000 FIND MOVE idle"},
        {"the VF dies and the move off it fails",
         UP "gone OVERLAP! own:polling idle +1000 OVERLAP ANNOUNCE MOVE_TX ANNOUNCE FINISH RELEASE idle"},
        {"its traffic was taken off it in the middle", UP "gone OVERLAP ANNOUNCE~ @none bk- RELEASE idle"},
        {"a dead VF is not let go",
         UP "gone OVERLAP ANNOUNCE MOVE_TX ANNOUNCE FINISH RELEASE! own:closing_the_VF idle due1000 "
            "+1000 RELEASE! idle +1000 RELEASE idle +1000 FIND MOVE idle"},
        {"prepare when it is dead already",
         UP "gone OVERLAP ANNOUNCE MOVE_TX ANNOUNCE FINISH prepare RELEASE yes idle +9000 idle"},
        {"asked for", UP "asked MOVE RELEASE idle due1000 +1000 FIND MOVE idle"},
        {"asked for, no backup yet", "on vf vf+ @vf asked idle bk bk+ MOVE RELEASE idle"},
        {"asked for on the backup", UP "to-bk MOVE yes asked RELEASE idle"},
        {"asked for in a prepare",
         TO_BK "OVERLAP asked ANNOUNCE MOVE_TX DRAIN_TX ANNOUNCE WAIT_QUIET FINISH RELEASE yes"},
        {"asked for, then dead",
         UP "asked OVERLAP ANNOUNCE MOVE_TX DRAIN_TX~ gone ANNOUNCE FINISH RELEASE idle"},

        /* the application starts and stops */
        {"stopped in a move", TO_BK "OVERLAP ANNOUNCE off @none RELEASE yes idle"},
        {"stopped and started in a move", TO_BK "OVERLAP off @none RELEASE~ on @bk RELEASE yes"},
        {"started on the VF in its release", TO_BK "MOVE RELEASE~ @vf no:application_started idle"},
        {"stopped in a failback", OUT "prepare yes adopt FIND OVERLAP off @none yes idle on @vf idle"},
        {"stopped by hand", UP "to-bk OVERLAP off @none no:stopped idle on @vf idle"},
        {"stopped in a rollback", TO_BK "OVERLAP! off @none no:polling idle"},
        {"adopt while stopped",
         "off bk @none prepare yes adopt FIND~ +250 FIND yes idle on vf+ bk+ @bk MOVE idle"},
        {"started on the other member", UP "to-bk MOVE yes off @none idle on @vf MOVE idle"},
};

#endif
