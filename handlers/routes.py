"""EVERY entrance: what people can ask for, who may, and where the code is."""

from bot.access import Permission as P
from bot.presses import AskPerson, OpenMenu
from bot.texts import acting_for as acting_texts
from bot.texts import admission as admission_texts
from bot.texts import anniversary_lists as anniversary_list_texts
from bot.texts import approvals as approval_texts
from bot.texts import binding as binding_texts
from bot.texts import birthdays as birthday_texts
from bot.texts import brief_delays as brief_delay_texts
from bot.texts import brief_month as brief_month_texts
from bot.texts import brief_rounds as brief_round_texts
from bot.texts import channels as channel_texts
from bot.texts import entrusting as entrusting_texts
from bot.texts import festival_greetings as festival_texts
from bot.texts import followup_calls as followup_call_texts
from bot.texts import followup_lists as followup_list_texts
from bot.texts import followups as followup_texts
from bot.texts import help as help_texts
from bot.texts import help_desk as help_desk_texts
from bot.texts import help_urgent as help_urgent_texts
from bot.texts import invitations as invitation_texts
from bot.texts import leaving as leaving_texts
from bot.texts import medal_notices as medal_notice_texts
from bot.texts import medals as medal_texts
from bot.texts import members as member_texts
from bot.texts import menus as menu_texts
from bot.texts import mine as mine_texts
from bot.texts import month as month_texts
from bot.texts import my_day as my_day_texts
from bot.texts import notice_audience as notice_audience_texts
from bot.texts import notice_board as notice_board_texts
from bot.texts import notice_papers as notice_paper_texts
from bot.texts import notice_preview as notice_preview_texts
from bot.texts import notice_recall as notice_recall_texts
from bot.texts import notice_writing as notice_writing_texts
from bot.texts import notices as notice_texts
from bot.texts import occasions as occasion_texts
from bot.texts import pairing_choices as pairing_choice_texts
from bot.texts import pairings as pairing_texts
from bot.texts import profiles as profile_texts
from bot.texts import quiet as quiet_texts
from bot.texts import relative_requests as relative_request_texts
from bot.texts import relatives as relative_texts
from bot.texts import roster as roster_texts
from bot.texts import roster_doubts as roster_doubt_texts
from bot.texts import sheets as sheet_texts
from bot.texts import visit_ledger as visit_ledger_texts
from bot.texts import visit_log as visit_log_texts
from bot.texts import visits as visit_texts
from bot.texts import why as why_texts
from handlers import (
    acting_for,
    anniversaries,
    approvals,
    binding,
    birthday_greetings,
    birthdays,
    briefs,
    channels,
    entrusting,
    festivals,
    files,
    followup_calls,
    followup_lists,
    followups,
    help,
    help_desk,
    help_mistake,
    invitations,
    leaving,
    medal_notices,
    medals,
    members,
    menus,
    mine,
    month,
    my_day,
    notice_audience,
    notice_board,
    notice_papers,
    notice_preview,
    notice_writing,
    notices,
    occasions,
    pairing_own,
    pairings,
    profiles,
    quiet,
    relative_requests,
    relatives,
    roster,
    roster_doubts,
    roster_person,
    sheets,
    urgent,
    visit_delays,
    visit_form,
    visit_ledger,
    visit_saved,
    visits,
    why,
)
from handlers.kit.forms import Form
from handlers.kit.routing import Route, Router, Special

MY_DAY = (
    *("我的党龄", "党龄", "我的政治生日", "我入党多少年", "我入党多少年了", "我入党几年了"),
    *("我入党好多年", "我入党多久了", "我党龄多少年", "我党龄好多年", "我的党龄是多少"),
    *("我的政治生日是哪天", "我政治生日是哪天", "政治生日是哪天"),
    *("我哪年入的党", "我什么时候入的党", "我的入党时间", "我的入党日期", "我的贺卡"),
    *("我党龄", "我党龄多少年", "我哪一年入的党", "我哪天过政治生日", "我什么时候过政治生日"),
)
MY_CADRE = (
    *("我的结对干部", "结对干部", "我的联系人", "我的包联干部", "联系我的干部是谁"),
    *("谁联系我", "谁负责联系我", "谁和我结对", "谁跟我结对", "跟我结对的是谁", "和我结对的是谁"),
)

FORMS: tuple[Form, ...] = (
    help.HELP,
    help_desk.ANSWER,
    members.FIND,
    why.WHOM,
    leaving.COME_BACK,
    *entrusting.FORMS,
    *relative_requests.FORMS,
    *acting_for.FORMS,
    *roster_person.FORMS,
    festivals.REWORD,
    birthdays.TYPED,
    birthday_greetings.REWORD,
    medals.OUTCOME,
    medal_notices.NOTICE,
    *notice_writing.FORMS,
    notice_audience.NAMES,
    anniversaries.REWORD,
    my_day.DISPUTE,
    briefs.DAY,
    profiles.FIELD,
    *pairings.FORMS,
    visit_form.VISIT,
    visit_delays.PUT_OFF,
)

ROUTES: tuple[Route, ...] = (
    # 主菜单, 我的, 找人: what everybody has
    Route(menus.menu, P.OWN, command="menu", word=menu_texts.MORE, press=OpenMenu),
    Route(menus.open_kind, P.OWN, press=menu_texts.OpenKind),
    Route(mine.show, P.OWN, word="我的", phrases=("我的情况", "我的信息", "我是谁", *MY_CADRE)),
    Route(mine.show_data, P.OWN, phrases=("我的资料",), press=mine_texts.ShowOwnData),
    Route(help.ask, P.GREET, command="help", word="找人", press=AskPerson),
    Route(help.not_yet_done, P.GREET, press=help_texts.NotYetDone),
    Route(urgent.call_help, P.GREET, press=help_urgent_texts.CallHelp),
    Route(help_mistake.take_back, P.GREET, press=help_urgent_texts.TakeBack),
    # 找人, for those who help
    Route(help_desk.show_open, P.FOLLOW_UP, phrases=("谁在找人", "找人的事", "还有谁找人")),
    Route(help_desk.open_call, P.FOLLOW_UP, press=help_desk_texts.OpenCall),
    Route(help_desk.take, P.FOLLOW_UP, press=help_desk_texts.Take),
    Route(help_desk.ask_answer, P.FOLLOW_UP, press=help_desk_texts.Answer),
    Route(help_desk.close, P.FOLLOW_UP, press=help_desk_texts.Close),
    Route(help_desk.hand_on, P.FOLLOW_UP, press=help_desk_texts.HandOn),
    # 老同志
    Route(members.show_list, P.PEOPLE_READ, word="老同志", phrases=("党员名单", "老同志名单", "找老同志")),
    Route(members.list_members, P.PEOPLE_READ, press=member_texts.ListMembers),
    Route(members.show_member, P.PEOPLE_READ, press=member_texts.ShowMember),
    Route(members.open_part, P.PEOPLE_READ, press=member_texts.OpenPart),
    Route(members.show_phone, P.PEOPLE_READ, press=member_texts.ShowPhone),
    Route(members.find_member, P.PEOPLE_READ, press=member_texts.FindMember),
    # 结对, 走访提要, 一人一策
    Route(
        pairings.show,
        P.PAIR,
        word="结对",
        phrases=("结对的", "谁没有人结对", "谁没人结对", "谁没有结对", "安排结对"),
        press=pairing_choice_texts.OpenPairings,
    ),
    Route(pairings.list_without, P.PAIR, press=pairing_texts.ListWithout),
    Route(pairings.list_cadres, P.PAIR, press=pairing_choice_texts.ListCadres),
    Route(pairings.open_cadre, P.PAIR, press=pairing_texts.OpenCadre),
    Route(pairings.choose_cadre, P.PAIR, press=pairing_choice_texts.ChooseCadre),
    Route(pairings.pair_with, P.PAIR, press=pairing_choice_texts.PairWith),
    Route(pairings.choose_successor, P.PAIR, press=pairing_choice_texts.ChooseSuccessor),
    Route(pairings.hand_over_to, P.PAIR, press=pairing_choice_texts.HandOverTo),
    Route(pairings.suggest, P.PAIR, press=pairing_texts.Suggest),
    Route(pairings.take_suggested, P.PAIR, press=pairing_texts.TakeSuggested),
    Route(pairings.choose_deputy, P.PAIR, press=pairing_choice_texts.ChooseDeputy),
    Route(pairings.stand_in, P.PAIR, press=pairing_choice_texts.StandIn),
    Route(pairings.end_absence, P.PAIR, press=pairing_texts.EndAbsence),
    Route(occasions.ask, P.PAIR, press=occasion_texts.ArrangeVisit),
    Route(occasions.arrange, P.PAIR, press=occasion_texts.ArrangeFor),
    Route(briefs.ask_hour, P.PAIR, press=brief_round_texts.AskBriefHour),
    Route(briefs.set_hour, P.PAIR, press=brief_round_texts.SetBriefHour),
    Route(briefs.open_month, P.PAIR, press=brief_month_texts.OpenMonth),
    Route(
        pairing_own.show,
        P.FOLLOW_UP,
        phrases=(
            "我结对的是哪两位",
            "我结对的是谁",
            "我结对的是哪位",
            "我联系哪几位",
            "我联系的老同志",
            "我的老同志",
        ),
    ),
    Route(
        pairing_own.who_follows,
        P.FOLLOW_UP,
        phrases=("我调走了以后谁接", "我调走了谁接", "我走了谁接", "我要调走了", "谁接我的结对"),
    ),
    Route(briefs.put_off, P.FOLLOW_UP, press=brief_delay_texts.PutOff),
    Route(briefs.which_to_put_off, P.FOLLOW_UP, press=brief_delay_texts.WhichToPutOff),
    Route(briefs.not_this_month, P.FOLLOW_UP, press=brief_month_texts.NotThisMonth),
    Route(profiles.choose, P.FOLLOW_UP, phrases=("一人一策", "看一人一策", "一人一策卡", "看一人一策卡")),
    Route(profiles.show, P.FOLLOW_UP, press=profile_texts.OpenProfile),
    Route(profiles.choose_field, P.FOLLOW_UP, press=profile_texts.ChooseField),
    Route(profiles.change_field, P.FOLLOW_UP, press=profile_texts.ChangeField),
    Route(profiles.reviewed, P.FOLLOW_UP, press=profile_texts.Reviewed),
    Route(profiles.print_card, P.FOLLOW_UP, press=profile_texts.PrintProfile),
    # 停发, 去世, 转出
    Route(leaving.freeze, P.FREEZE, press=leaving_texts.FreezePerson),
    Route(leaving.restore, P.FREEZE, press=leaving_texts.RestorePerson),
    Route(leaving.report_death, P.FREEZE, press=leaving_texts.ReportDeath),
    Route(leaving.open_report, P.FREEZE, press=leaving_texts.OpenReport),
    Route(leaving.decide, P.FREEZE, press=leaving_texts.DecideDeath),
    Route(leaving.confirm_death, P.FREEZE, press=leaving_texts.ConfirmDeath),
    Route(leaving.ask_transfer, P.FREEZE, press=leaving_texts.AskTransfer),
    Route(leaving.transfer_out, P.FREEZE, press=leaving_texts.TransferOut),
    Route(leaving.ask_come_back, P.FREEZE, press=leaving_texts.ComeBack),
    # 等我批
    Route(approvals.show, P.NOTICE_SECOND, word="等我批", phrases=("有什么要批", "等我办的", "待办")),
    Route(approvals.open_claim, P.ADMIT, press=approval_texts.OpenClaim),
    Route(approvals.settle_relative, P.ADMIT, press=approval_texts.SettleRelative),
    # 联系方式, 家属代收
    Route(channels.change, P.PEOPLE_REACH, press=channel_texts.ChangeChannel),
    Route(channels.choose, P.PEOPLE_REACH, press=channel_texts.ChooseChannel),
    Route(relative_requests.add, P.PEOPLE_REACH, press=relative_texts.AddRelative),
    Route(relative_requests.open_request, P.PEOPLE_REACH, press=relative_texts.OpenRequest),
    Route(relative_requests.agree, P.PEOPLE_REACH, press=relative_request_texts.Agree),
    Route(relative_requests.decline, P.PEOPLE_REACH, press=relative_request_texts.Decline),
    Route(relatives.invite, P.PEOPLE_REACH, press=relative_texts.InviteRelative),
    Route(relatives.end, P.OWN, press=relative_texts.EndProxy),
    Route(relatives.keep, P.OWN, press=relative_texts.KeepProxy),
    Route(relatives.look_for, P.OWN, press=relative_texts.LookFor),
    # 替他办
    Route(acting_for.show, P.ACT_FOR, word="替他办", phrases=("代办", "帮他办", "替老同志办")),
    Route(acting_for.turn_page, P.ACT_FOR, press=acting_texts.ListCharges),
    Route(acting_for.find, P.ACT_FOR, press=acting_texts.FindCharge),
    Route(acting_for.open_desk, P.ACT_FOR, press=acting_texts.OpenDesk),
    Route(acting_for.show_notice, P.ACT_FOR, press=acting_texts.ShowFor),
    Route(acting_for.received, P.ACT_FOR, press=acting_texts.ReceivedFor),
    Route(acting_for.call, P.ACT_FOR, press=acting_texts.CallFor),
    # 分工
    Route(
        entrusting.show,
        P.ENTRUST,
        word="分工",
        phrases=("支部分工", "委托", "委托代办", "换联络员"),
        press=entrusting_texts.OpenOffices,
    ),
    Route(entrusting.choose_group, P.ENTRUST, press=entrusting_texts.ChooseGroup),
    Route(entrusting.pick, P.ENTRUST, press=entrusting_texts.PickFor),
    Route(entrusting.type_name, P.ENTRUST, press=entrusting_texts.TypeName),
    Route(entrusting.choose, P.ENTRUST, press=entrusting_texts.Choose),
    Route(entrusting.appoint, P.ENTRUST, press=entrusting_texts.Appoint),
    Route(entrusting.type_day, P.ENTRUST, press=entrusting_texts.TypeDay),
    Route(entrusting.choose_day, P.ENTRUST, press=entrusting_texts.ChooseDay),
    Route(entrusting.entrust, P.ENTRUST, press=entrusting_texts.Entrust),
    Route(entrusting.ask_revoke, P.ENTRUST, press=entrusting_texts.AskRevoke),
    Route(entrusting.revoke, P.ENTRUST, press=entrusting_texts.Revoke),
    # 接通
    Route(binding.say_who, P.GREET, press=binding_texts.SayWho),
    Route(binding.decide, P.ADMIT, press=admission_texts.Decide),
    Route(binding.cut_off, P.ADMIT, press=binding_texts.CutOff),
    Route(
        notice_preview.stop_typed,
        P.GREET,
        command="stop",
        phrases=(*notice_preview.STOP_WORDS, "退订", "不要再发了", "别再发了", "不想收了"),
    ),
    Route(binding.stop_answered, P.GREET, press=binding_texts.Stop),
    Route(
        invitations.whom,
        P.INVITE,
        word="邀请",
        phrases=("发邀请", "邀请同志", "重新邀请"),
        press=invitation_texts.OpenInvitations,
    ),
    Route(invitations.choose_group, P.INVITE, press=invitation_texts.ChooseGroup),
    Route(invitations.invite_group, P.INVITE, press=invitation_texts.InviteGroup),
    Route(invitations.print_again, P.INVITE, press=invitation_texts.PrintAgain),
    Route(invitations.invite_one, P.INVITE, press=invitation_texts.InviteOne),
    Route(
        invitations.connected,
        P.INVITE,
        phrases=("谁接通了", "谁还没接通", "谁没接通"),
        press=invitation_texts.ShowConnected,
    ),
    # 通知: what everybody has
    Route(notices.look, P.OWN, word="看通知", phrases=("我的通知", "有什么通知", "最近的通知")),
    Route(notices.look_earlier, P.OWN, press=notice_texts.EarlierNotices),
    Route(notices.acknowledge, P.OWN, press=notice_texts.Acknowledge),
    Route(notices.sample, P.OWN, press=notice_texts.SampleReceipt),
    # 通知: writing one
    Route(notice_writing.write, P.NOTICE_SEND, word="发通知", phrases=("发个通知", "写通知", "发一个通知")),
    Route(notice_writing.write, P.NOTICE_WRITE, word="拟通知", phrases=("拟个通知", "起草通知")),
    Route(notice_writing.open_draft, P.NOTICE_WRITE, press=notice_writing_texts.OpenDraft),
    Route(notice_writing.change, P.NOTICE_WRITE, press=notice_writing_texts.ChangeDraft),
    Route(notice_writing.write_anew, P.NOTICE_WRITE, press=notice_writing_texts.WriteAnew),
    Route(notice_writing.empty, P.NOTICE_WRITE, press=notice_writing_texts.EmptyDraft),
    Route(notice_writing.leave, P.NOTICE_WRITE, press=notice_writing_texts.LeaveDraft),
    Route(notice_writing.discard, P.NOTICE_WRITE, press=notice_recall_texts.Discard),
    Route(notice_audience.choose_page, P.NOTICE_WRITE, press=notice_audience_texts.OpenAudience),
    Route(notice_audience.choose, P.NOTICE_WRITE, press=notice_audience_texts.Choose),
    Route(notice_audience.list_audience, P.NOTICE_WRITE, press=notice_audience_texts.ListAudience),
    Route(notice_audience.audience_chosen, P.NOTICE_WRITE, press=notice_audience_texts.AudienceChosen),
    Route(notice_writing.ask_mode, P.NOTICE_WRITE, press=notice_audience_texts.AskMode),
    Route(notice_writing.choose_mode, P.NOTICE_WRITE, press=notice_writing_texts.ChooseMode),
    Route(notice_writing.say_code, P.NOTICE_WRITE, press=notice_writing_texts.SayCode),
    Route(notice_writing.ask_urgency, P.NOTICE_WRITE, press=notice_writing_texts.AskUrgency),
    Route(notice_writing.choose_family, P.NOTICE_WRITE, press=notice_writing_texts.ChooseFamily),
    Route(notice_writing.choose_urgency, P.NOTICE_WRITE, press=notice_writing_texts.ChooseUrgency),
    Route(notice_writing.ask_when, P.NOTICE_WRITE, press=notice_writing_texts.AskWhen),
    Route(notice_writing.at_once, P.NOTICE_WRITE, press=notice_writing_texts.AtOnce),
    Route(notice_writing.revise, P.NOTICE_WRITE, press=notice_preview_texts.Revise),
    Route(notice_writing.hand_over, P.NOTICE_WRITE, press=notice_preview_texts.HandOver),
    # 通知: the last look, sending, the second person
    Route(notice_preview.show, P.NOTICE_WRITE, press=notice_preview_texts.ShowPreview),
    Route(notice_preview.confirm, P.NOTICE_SEND, press=notice_preview_texts.Confirm),
    Route(notice_preview.decide, P.NOTICE_SECOND, press=notice_preview_texts.Second),
    Route(notice_preview.stop, P.NOTICE_SEND, press=notice_recall_texts.Stop),
    # 通知: what became of it
    Route(notice_board.recent, P.NOTICE_READ, word="看回音", phrases=("谁收到了", "谁还没回", "回音")),
    Route(notice_board.recent_earlier, P.NOTICE_READ, press=notice_board_texts.EarlierSent),
    Route(notice_board.open_notice, P.NOTICE_WRITE, press=notice_board_texts.OpenNotice),
    Route(notice_board.show_names, P.NOTICE_READ, press=notice_board_texts.ShowNames),
    Route(why.asked, P.WHY, command="why", word=why_texts.WORD, begins=why_texts.BEGINNINGS),
    Route(why.pressed, P.WHY, press=why_texts.AskWhy),
    Route(why.turned, P.WHY, press=why_texts.TurnWhy),
    Route(notice_board.export, P.EXPORT, press=notice_board_texts.ExportNotice),
    Route(notice_board.ask_withdraw, P.NOTICE_SEND, press=notice_recall_texts.Withdraw),
    Route(notice_board.withdraw, P.NOTICE_SEND, press=notice_recall_texts.WithdrawSurely),
    Route(notice_board.keep, P.NOTICE_SEND, press=notice_recall_texts.KeepNotice),
    Route(notice_board.correct, P.NOTICE_SEND, press=notice_recall_texts.Correct),
    # 要办的: whom the program did not reach is told by a human
    Route(
        followup_lists.mine,
        P.FOLLOW_UP,
        word="要办的",
        phrases=("我要办的", "要打的电话", "给谁打电话", "电话名单"),
    ),
    Route(followup_lists.more, P.FOLLOW_UP, press=followup_list_texts.MoreTasks),
    Route(followup_lists.everybodys, P.FOLLOW_UP, press=followup_list_texts.AllTasks),
    Route(followup_lists.ask_hour, P.FOLLOW_UP, press=followup_list_texts.AskHour),
    Route(followup_lists.set_hour, P.FOLLOW_UP, press=followup_list_texts.SetHour),
    Route(followup_calls.names, P.NOTICE_READ, press=followup_call_texts.CallNames),
    Route(followup_calls.print_calls, P.NOTICE_READ, press=followup_call_texts.PrintCalls),
    Route(followups.open_task, P.FOLLOW_UP, press=followup_texts.OpenTask),
    Route(followups.back, P.FOLLOW_UP, press=followup_texts.BackToTask),
    Route(followups.show_number, P.FOLLOW_UP, press=followup_texts.ShowNumber),
    Route(followups.ask_partner, P.FOLLOW_UP, press=followup_texts.AskPartner),
    Route(followups.told, P.FOLLOW_UP, press=followup_texts.Told),
    Route(followups.no_answer, P.FOLLOW_UP, press=followup_texts.NoAnswer),
    Route(followups.need_visit, P.FOLLOW_UP, press=followup_texts.NeedVisit),
    Route(followups.ask_other, P.FOLLOW_UP, press=followup_texts.AskOther),
    Route(followups.hand_to, P.FOLLOW_UP, press=followup_texts.HandTo),
    Route(followups.take_back, P.FOLLOW_UP, press=followup_texts.TakeBack),
    # 月报, 大字版: what is carried to those who read on paper
    Route(sheets.show, P.OVERSEE, word="月报", phrases=("打印月报", "纸上的通知", "谁看纸上的")),
    Route(sheets.turn_page, P.OVERSEE, press=sheet_texts.OpenSheets),
    Route(sheets.print_sheets, P.OVERSEE, press=sheet_texts.PrintSheets),
    Route(notice_papers.print_notice, P.NOTICE_READ, press=notice_paper_texts.PrintNotice),
    # 政治生日, 我的党龄, 今日静默
    Route(anniversaries.show, P.OWN, word="政治生日", phrases=("本月政治生日", "谁过政治生日")),
    Route(anniversaries.show_next, P.GREETINGS, phrases=("下月政治生日", "下个月政治生日")),
    Route(anniversaries.list_month, P.GREETINGS, press=anniversary_list_texts.ListMonth),
    Route(anniversaries.open_greeting, P.GREETINGS, press=anniversary_list_texts.OpenGreeting),
    Route(anniversaries.approve, P.GREETINGS, press=anniversary_list_texts.Approve),
    Route(anniversaries.approve_ordinary, P.GREETINGS, press=anniversary_list_texts.ApproveOrdinary),
    Route(anniversaries.hold, P.GREETINGS, press=anniversary_list_texts.Hold),
    Route(anniversaries.reword, P.GREETINGS, press=anniversary_list_texts.Reword),
    Route(anniversaries.own_words_away, P.GREETINGS, press=anniversary_list_texts.OwnWordsAway),
    Route(anniversaries.arrange_visit, P.GREETINGS, press=anniversary_list_texts.ArrangeVisit),
    Route(anniversaries.print_cards, P.GREETINGS, press=anniversary_list_texts.PrintCards),
    Route(my_day.show, P.OWN, phrases=MY_DAY, press=my_day_texts.ShowMyDay),
    Route(my_day.see_card, P.OWN, press=my_day_texts.SeeCard),
    Route(my_day.dispute, P.OWN, press=my_day_texts.DisputeDate),
    Route(quiet.set_spell, P.QUIET, press=quiet_texts.SetSpell),
    Route(quiet.mute, P.OWN, phrases=("要安静", "免打扰", "让我安静安静", "少发点", "只发要紧的")),
    Route(quiet.set_muted, P.OWN, press=quiet_texts.SetMuted),
    Route(quiet.show_silent, P.GREETINGS, phrases=("今日静默", "今天静默", "静默一天")),
    Route(quiet.set_silent, P.GREETINGS, press=quiet_texts.SetSilent),
    # 节日问候
    Route(festivals.show, P.GREETINGS, word="节日问候", phrases=("节日祝福", "过节问候", "节日的问候")),
    Route(festivals.show_list, P.GREETINGS, press=festival_texts.ListFestivals),
    Route(festivals.open_day, P.GREETINGS, press=festival_texts.OpenFestival),
    Route(festivals.approve, P.GREETINGS, press=festival_texts.ApproveFestival),
    Route(festivals.skip, P.GREETINGS, press=festival_texts.SkipFestival),
    Route(festivals.reopen, P.GREETINGS, press=festival_texts.ReopenFestival),
    Route(festivals.ask_words, P.GREETINGS, press=festival_texts.RewordFestival),
    # 本月情况
    Route(
        month.show,
        P.OVERSEE,
        word="本月情况",
        phrases=("本月一页", "这个月的情况", "久未联系", "好久没联系的"),
    ),
    Route(month.open_part, P.OVERSEE, press=month_texts.OpenPart),
    Route(month.print_page, P.OVERSEE, press=month_texts.PrintMonth),
    # 生日
    Route(birthdays.show_own, P.OWN, phrases=("我的生日", "改生日", "生日过农历", "生日过阳历")),
    Route(birthdays.show, P.OWN, press=birthday_texts.OpenBirthday),
    Route(birthdays.settle, P.OWN, press=birthday_texts.SetBirthday),
    Route(birthdays.ask, P.OWN, press=birthday_texts.TypeBirthday),
    Route(birthdays.keep_leap, P.OWN, press=birthday_texts.KeepLeap),
    Route(birthday_greetings.show, P.GREETINGS, word="生日问候", phrases=("生日祝福", "谁过生日")),
    Route(birthday_greetings.turn_page, P.GREETINGS, press=birthday_texts.ListBirthdays),
    Route(birthday_greetings.open_one, P.GREETINGS, press=birthday_texts.OpenGreeting),
    Route(birthday_greetings.approve, P.GREETINGS, press=birthday_texts.ApproveGreeting),
    Route(birthday_greetings.skip, P.GREETINGS, press=birthday_texts.SkipGreeting),
    Route(birthday_greetings.ask_words, P.GREETINGS, press=birthday_texts.RewordGreeting),
    Route(birthday_greetings.approve_all, P.GREETINGS, press=birthday_texts.ApproveAll),
    # 光荣在党50年
    Route(
        medals.show,
        P.MEDALS,
        word="在党50年",
        phrases=("光荣在党50年", "光荣在党五十年", "五十年纪念章", "50年纪念章", "纪念章"),
    ),
    Route(medals.open_list, P.MEDALS, press=medal_texts.OpenMedals),
    Route(medals.open_earlier, P.MEDALS, press=medal_texts.OpenEarlier),
    Route(medals.export, P.EXPORT, press=medal_texts.ExportMedals),
    Route(medals.all_awarded, P.MEDALS, press=medal_texts.AllAwarded),
    Route(medals.open_person, P.MEDALS, press=medal_texts.OpenMedal),
    Route(medals.report_all, P.MEDALS, press=medal_texts.ReportAll),
    Route(medals.move, P.MEDALS, press=medal_texts.MoveMedal),
    Route(medals.enter, P.MEDALS, press=medal_texts.EnterMedal),
    Route(medal_notices.write, P.MEDALS, press=medal_notice_texts.WriteMedalNotice),
    Route(medal_notices.read, P.MEDALS, press=medal_notice_texts.ReadMedalNotice),
    Route(medal_notices.send, P.GREETINGS, press=medal_notice_texts.SendMedalNotice),
    # 记一笔
    Route(visits.begin, P.VISIT_LOG, word="记一笔", phrases=("记走访", "记录走访", "登记走访", "写走访记录")),
    Route(visits.begin_for, P.VISIT_LOG, press=visit_log_texts.LogVisit),
    Route(visit_saved.past, P.VISIT_LOG, press=visit_log_texts.ShowVisits),
    Route(visit_saved.former, P.VISIT_LOG, press=visit_log_texts.FormerVisits),
    Route(visits.change, P.VISIT_LOG, press=visit_log_texts.ChangeAnswer),
    Route(visits.photo_ended, P.VISIT_LOG, press=visit_log_texts.PhotoEnded),
    Route(visits.photo_agreed, P.VISIT_LOG, press=visit_log_texts.PhotoAgreed),
    Route(visits.correct, P.VISIT_LOG, press=visit_texts.CorrectVisit),
    Route(visit_saved.take_back, P.VISIT_LOG, press=visit_texts.TakeBackVisit),
    Route(visit_saved.settle_with, P.VISIT_LOG, press=visit_texts.SettleWithVisit),
    # 台账
    Route(visit_ledger.show, P.VISIT_LEDGER, word="台账", phrases=("走访台账", "走访记录", "走访慰问台账")),
    Route(visit_ledger.open_period, P.VISIT_LEDGER, press=visit_ledger_texts.OpenLedger),
    Route(visit_ledger.other_period, P.VISIT_LEDGER, press=visit_ledger_texts.OtherPeriod),
    Route(visit_ledger.export, P.VISIT_LEDGER, press=visit_ledger_texts.ExportLedger),
    # 花名册
    Route(
        roster.open_menu,
        P.ROSTER,
        command="roster",
        word="花名册",
        phrases=("名册", "导入花名册", "导入名单"),
        press=roster_texts.OpenRoster,
    ),
    Route(roster.answer_row, P.ROSTER, press=roster_texts.AnswerRow),
    Route(roster.skip_rest, P.ROSTER, press=roster_texts.SkipRest),
    Route(roster.confirm, P.ROSTER, press=roster_texts.ConfirmImport),
    Route(roster.drop, P.ROSTER, press=roster_texts.DropImport),
    Route(roster.ask_undo, P.ROSTER, phrases=("撤销导入", "撤销上次导入"), press=roster_texts.AskUndo),
    Route(roster.undo, P.ROSTER, press=roster_texts.UndoImport),
    Route(roster.export, P.ROSTER, phrases=("导出花名册", "导出名册"), press=roster_texts.ExportRoster),
    Route(roster_doubts.show, P.ROSTER, phrases=("要查档的", "日期疑点", "谁的日期不对")),
    Route(roster_doubts.turn_page, P.ROSTER, press=roster_doubt_texts.ListDoubts),
    Route(roster_person.add, P.ROSTER, phrases=("加一位", "加一位同志"), press=roster_texts.AddPerson),
    Route(roster_person.change, P.PEOPLE_CHANGE, press=roster_texts.ChangePerson),
)

SPECIAL = Special(
    start=Route(binding.start, P.GREET),
    menu=Route(menus.menu, P.OWN),
    help=Route(help.ask, P.GREET),
    contact=Route(binding.contact, P.GREET),
    file=Route(files.take, P.OWN, prepare=files.prepare),
    acknowledgement=Route(notices.acknowledge_typed, P.OWN),
    # The open form's own; what it leads to asks for its permission again.
    form=Route(menus.menu, P.GREET),
    form_file=Route(menus.menu, P.GREET, prepare=files.prepare_for_form),
    unknown=Route(help.unknown, P.OWN),
    old_button=Route(menus.old_button, P.OWN),
    stranger=Route(help.stranger, P.GREET),
    urgent=Route(urgent.heed, P.GREET, prepare=urgent.prepare),
    departed=Route(help.departed, P.GREET),
)


def router() -> Router:
    """Return the table, ready to be asked."""
    return Router(ROUTES, SPECIAL, FORMS)
