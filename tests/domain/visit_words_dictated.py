"""What cadres dictate: run on, with fillers, wrong characters and days counted from today.

What is asked where it cannot be known stands in `asks`.
"""

from datetime import date

from tests.domain.visit_words import (
    FAMILY,
    HE_MIN,
    HOME,
    HOSPITAL,
    HUANG,
    LIU,
    MEETING,
    MESSAGE,
    NO_ANSWER,
    NOT_HOME,
    PHONE,
    VIDEO,
    WU,
    ZHANG,
    ZHANG_GUOQIANG,
    ZHENG,
    ZHOU_MIN,
    ZHU,
    Said,
)

WITH_WU_AND_LIU = (WU, LIU)
WITH_ZHENG_AND_ZHANG = (ZHENG, ZHANG)
WITH_ZHOU = (ZHOU_MIN,)
WITH_TWO_ZHANG = (ZHANG_GUOQIANG, ZHANG)
WITH_ZHU_AND_HUANG = (ZHU, HUANG)


def _day(month: int, day: int) -> date:
    return date(2026, month, day)


# By these the parser was made better.
DICTATED = (
    Said(
        "上礼拜天去瞧了瞧吴老，人挺精神的，就是耳朵背得厉害，托我给他寻摸个助听器电池",
        WITH_WU_AND_LIU,
        whom=(WU,),
        way=HOME,
        on=_day(11, 15),
        need="给他寻摸个助听器电池",
    ),
    Said(
        "前儿个给刘姨去了个电话，嗯，聊了有二十来分钟吧，都挺好的，没啥要办的",
        WITH_WU_AND_LIU,
        whom=(LIU,),
        way=PHONE,
        on=_day(11, 20),
    ),
    Said(
        "大前天下午我跟贺敏一块儿上郑老家了，老爷子腿脚不如从前了，念叨着想下楼晒太阳没人推轮椅",
        WITH_ZHENG_AND_ZHANG,
        whom=(ZHENG,),
        way=HOME,
        on=_day(11, 19),
        need="想下楼晒太阳没人推轮椅",
        with_=(HE_MIN,),
    ),
    Said(
        "那个，昨儿下午吧，我去张桂英家里头坐了一会儿，她蛮高兴的，缺一副老花镜",
        WITH_ZHENG_AND_ZHANG,
        whom=(ZHANG,),
        way=HOME,
        on=_day(11, 21),
        need="缺一副老花镜",
    ),
    Said(
        "月初那会儿打过一次电话给朱老，身体还可以",
        WITH_ZHU_AND_HUANG,
        whom=(ZHU,),
        way=PHONE,
        on=None,
        asks="on",
    ),
    Said(
        "吴老跟刘阿姨今天我都跑了一趟，吴老精神好，刘阿姨想要一本台历",
        WITH_WU_AND_LIU,
        whom=(
            LIU,
            WU,
        ),
        way=HOME,
        need="想要一本台历",
    ),
    Said("老周在医院住着呢，我中午过去看了一眼，气色比上回好", WITH_ZHOU, whom=(ZHOU_MIN,), way=HOSPITAL),
    Said(
        "打刘秀兰手机响半天没人接，座机也没人接", WITH_WU_AND_LIU, whom=(LIU,), way=PHONE, outcome=NO_ANSWER
    ),
    Said("今天去了两趟吴老家，都没人", WITH_WU_AND_LIU, whom=(WU,), way=HOME, outcome=NOT_HOME),
    Said("没见着郑老，他闺女说陪他去体检了", WITH_ZHENG_AND_ZHANG, whom=(ZHENG,), outcome=FAMILY, asks="way"),
    Said(
        "张阿姨这两天走亲戚去了，往后推一推，下礼拜三吧",
        WITH_ZHENG_AND_ZHANG,
        "put off",
        whom=(ZHANG,),
        to=_day(11, 25),
    ),
    Said("老朱那边不用管他 儿子回来了 我电话问过了", WITH_ZHU_AND_HUANG, whom=(ZHU,), way=PHONE),
    Said(
        "这个月黄大姐那儿去过了，补记一下，十号去的，一切如常",
        WITH_ZHU_AND_HUANG,
        whom=(HUANG,),
        way=HOME,
        on=_day(11, 10),
    ),
    Said(
        "刚才跟国强科长通了个视频，他老伴也在，两口子都挺好",
        WITH_TWO_ZHANG,
        whom=(ZHANG_GUOQIANG,),
        way=VIDEO,
    ),
    Said("朱老夫妻俩今天都看了", WITH_ZHU_AND_HUANG, way=HOME, asks="whom"),
    Said(
        "今儿个到吴长贵老师家里去，给他带了份学习资料，他说眼睛看不清小字，想让支部给弄个大字版的",
        WITH_WU_AND_LIU,
        whom=(WU,),
        way=HOME,
        need="想让支部给弄个大字版的",
    ),
    Said(
        "昨晚上十点多刘阿姨给我来电话，说暖气不热，让我跟物业说说",
        WITH_WU_AND_LIU,
        whom=(LIU,),
        way=PHONE,
        on=_day(11, 21),
        need="跟物业说说",
    ),
    Said("周老发了个微信语音报平安，说在闺女家呢，过了年才回", WITH_ZHOU, whom=(ZHOU_MIN,), way=MESSAGE),
    Said("郑老 电话 正常 张阿姨 上门 正常", WITH_ZHENG_AND_ZHANG, asks="whom"),
    Said("去看吴叔了，人瘦了不少，心情不太好，我陪他唠了一个钟头", WITH_WU_AND_LIU, whom=(WU,), way=HOME),
    Said(
        "吴老师傅家今天我敲门没敲开，估计出去买菜了", WITH_WU_AND_LIU, whom=(WU,), way=HOME, outcome=NOT_HOME
    ),
    Said(
        "上上礼拜五吧去看的张姐，状态还行，老想着参加合唱队，嫌没人叫她",
        WITH_ZHENG_AND_ZHANG,
        whom=(ZHANG,),
        way=HOME,
        on=_day(11, 6),
        need="老想着参加合唱队",
    ),
    Said("电话里头周老说他下月八号要去北京看孙子，别的没啥", WITH_ZHOU, whom=(ZHOU_MIN,), way=PHONE),
    Said(
        "今天登门慰问了刘秀兰同志，送去米、面、油，刘秀兰同志表示感谢", WITH_WU_AND_LIU, whom=(LIU,), way=HOME
    ),
    Said(
        "郑守义同志前天摔了一跤，我今天赶过去看了，没大碍，需要个拐棍",
        WITH_ZHENG_AND_ZHANG,
        whom=(ZHENG,),
        way=HOME,
        need="需要个拐棍",
    ),
    Said("回头我再给刘阿姨打电话，今天没打", WITH_WU_AND_LIU, "put off", whom=(LIU,), asks="to"),
    Said("老张头今天我瞅见了，在小区门口下棋呢，身子骨硬朗", WITH_TWO_ZHANG, way=MEETING, asks="whom"),
    Said(
        "11月18号，上门，黄玉梅，精神一般，说膝盖疼，想请社区医生来家里看看",
        WITH_ZHU_AND_HUANG,
        whom=(HUANG,),
        way=HOME,
        on=_day(11, 18),
        need="想请社区医生来家里看看",
    ),
    Said(
        "礼拜三给吴老和刘阿姨都打了电话，吴老没接，刘阿姨说挺好的",
        WITH_WU_AND_LIU,
        way=PHONE,
        on=_day(11, 18),
        outcome=None,
        asks="whom",
    ),
    Said(
        "下了班顺道去老刘家看了一眼，灯黑着，没在", WITH_WU_AND_LIU, whom=(LIU,), way=HOME, outcome=NOT_HOME
    ),
    Said(
        "朱宝山同志住院回来以后我去家里看过了，恢复得挺好，就是缺个人做饭",
        WITH_ZHU_AND_HUANG,
        whom=(ZHU,),
        way=HOME,
        need="缺个人做饭",
    ),
    Said("给黄阿姨送了重阳节慰问品，老人家乐得合不拢嘴", WITH_ZHU_AND_HUANG, whom=(HUANG,), way=HOME),
    Said("我昨天没去成吴老家，改天吧", WITH_WU_AND_LIU, "put off", whom=(WU,), asks="to"),
    Said(
        "张桂英女儿接的电话，讲她妈去打太极了，人好着呢",
        WITH_ZHENG_AND_ZHANG,
        whom=(ZHANG,),
        way=PHONE,
        outcome=FAMILY,
    ),
    Said(
        "跟老郑通过话了，一口气聊了半个多点，他想跟老战友联系上，问能不能帮着打听打听",
        WITH_ZHENG_AND_ZHANG,
        whom=(ZHENG,),
        way=PHONE,
        need="想跟老战友联系上，能不能帮着打听打听",
    ),
    Said("国强同志今早儿在公园碰着了，聊了几句，挺好", WITH_TWO_ZHANG, whom=(ZHANG_GUOQIANG,), way=MEETING),
    Said("吴长桂主任视频看了，脸色红润", WITH_WU_AND_LIU, whom=(WU,), way=VIDEO),
    Said(
        "刘秀南家上礼拜四去的，水管漏水，已经帮着报修了",
        WITH_WU_AND_LIU,
        way=HOME,
        on=_day(11, 12),
        asks="whom",
    ),
    Said(
        "德民同志的电话打通了又断了，再打就没人接了",
        WITH_ZHOU,
        whom=(ZHOU_MIN,),
        way=PHONE,
        outcome=NO_ANSWER,
    ),
    Said(
        "这俩月黄玉梅老念叨想回厂里看看，昨天陪她坐了半天",
        WITH_ZHU_AND_HUANG,
        whom=(HUANG,),
        way=HOME,
        on=_day(11, 21),
        need="想回厂里看看",
    ),
    Said(
        "今天晌午给吴老打的电话，他在外头溜达呢，说过两天想来支部坐坐",
        WITH_WU_AND_LIU,
        whom=(WU,),
        way=PHONE,
        need="想来支部坐坐",
    ),
    Said(
        "老刘摔了，我跟贺敏马上就去看了，在家躺着，没骨折",
        WITH_WU_AND_LIU,
        whom=(LIU,),
        way=HOME,
        with_=(HE_MIN,),
    ),
    Said("吴长贵这边一切都好，昨天通的电话", WITH_WU_AND_LIU, whom=(WU,), way=PHONE, on=_day(11, 21)),
    Said(
        "周四去刘姨家送了月饼，顺便教她怎么用手机看通知，她老记不住，下次还得再教一遍",
        WITH_WU_AND_LIU,
        whom=(LIU,),
        way=HOME,
        on=_day(11, 19),
        need="下次还得再教一遍",
    ),
    Said(
        "打吴老电话他闺女说去医院复查了，让我下午再打", WITH_WU_AND_LIU, whom=(WU,), way=PHONE, asks="outcome"
    ),
    Said("郑老家今天没去，打的电话，挺好", WITH_ZHENG_AND_ZHANG, whom=(ZHENG,), way=PHONE),
    Said(
        "我到张大姐家楼下给她打的电话，她下来跟我说了会儿话", WITH_ZHENG_AND_ZHANG, whom=(ZHANG,), asks="way"
    ),
    Said(
        "郑守义同志出差的儿子回来了，不用再送饭了，电话里说的", WITH_ZHENG_AND_ZHANG, whom=(ZHENG,), way=PHONE
    ),
    Said(
        "张桂英上个月二十六号去看过一次，这个月还没去",
        WITH_ZHENG_AND_ZHANG,
        whom=(ZHANG,),
        way=HOME,
        on=_day(10, 26),
    ),
    Said(
        "上周四、这周二都给老郑打了电话，都挺好",
        WITH_ZHENG_AND_ZHANG,
        whom=(ZHENG,),
        way=PHONE,
        on=None,
        asks="on",
    ),
    Said(
        "周老托人捎话说要一副新花镜，二百度的，我今天去给他送去了，他可高兴了",
        WITH_ZHOU,
        whom=(ZHOU_MIN,),
        way=HOME,
        need="要一副新花镜",
    ),
    Said(
        "刚给周德民打电话，响了两声挂了，估计在忙", WITH_ZHOU, whom=(ZHOU_MIN,), way=PHONE, outcome=NO_ANSWER
    ),
    Said(
        "老周家我去了，就他老伴在家，说老周上公园打太极去了",
        WITH_ZHOU,
        whom=(ZHOU_MIN,),
        way=HOME,
        outcome=FAMILY,
    ),
    Said(
        "朱老和黄大姐我昨天一块儿看的，都在黄大姐家呢",
        WITH_ZHU_AND_HUANG,
        whom=(
            ZHU,
            HUANG,
        ),
        way=HOME,
        on=_day(11, 21),
    ),
    Said(
        "黄大姐电话里哭了，老伴周年快到了，想让人陪着去趟公墓",
        WITH_ZHU_AND_HUANG,
        whom=(HUANG,),
        way=PHONE,
        need="想让人陪着去趟公墓",
    ),
    Said("跟朱宝山视频，老先生气色见好，胃口也开了，就惦着出院", WITH_ZHU_AND_HUANG, whom=(ZHU,), way=VIDEO),
    Said("今儿去医院没让进，隔着玻璃看了看老朱", WITH_ZHU_AND_HUANG, whom=(ZHU,), way=HOSPITAL),
    Said(
        "国强科长托我捎份报纸，今天去他家给他了",
        WITH_TWO_ZHANG,
        whom=(ZHANG_GUOQIANG,),
        way=HOME,
        need="捎份报纸",
    ),
    Said(
        "张国强 张桂英 都在家 我都看了 挺好",
        WITH_TWO_ZHANG,
        whom=(
            ZHANG_GUOQIANG,
            ZHANG,
        ),
        way=HOME,
    ),
    Said("桂英阿姨微信上回我了，说挺好，孙女帮打的字", WITH_TWO_ZHANG, whom=(ZHANG,), way=MESSAGE),
    Said(
        "本月20日入户走访吴长贵同志，了解其生活状况，思想稳定，暂无困难",
        WITH_WU_AND_LIU,
        whom=(WU,),
        way=HOME,
        on=_day(11, 20),
    ),
    Said(
        "11月17日电话联系刘秀兰同志，身体状况一般，希望组织协调轮椅一辆",
        WITH_WU_AND_LIU,
        whom=(LIU,),
        way=PHONE,
        on=_day(11, 17),
        need="希望组织协调轮椅一辆",
    ),
    Said(
        "吴老那儿，啊，今天上午我去了一趟，他这个腿啊还是不行，我琢磨着给他申请个助行器",
        WITH_WU_AND_LIU,
        whom=(WU,),
        way=HOME,
    ),
    Said(
        "刘阿姨说想看看大家伙儿的合影，我说行下回给您带，今儿在她家说的",
        WITH_WU_AND_LIU,
        whom=(LIU,),
        way=HOME,
        need="想看看大家伙儿的合影，下回给您带",
    ),
    Said("明天我去看刘阿姨，后天去吴老家", WITH_WU_AND_LIU, "later", asks="whom"),
    Said("吴老住院了，先不去家里了，等出院再说", WITH_WU_AND_LIU, "put off", whom=(WU,), asks="to"),
    Said("吴老的生日是哪天", WITH_WU_AND_LIU, None),
)

# Written beforehand and read once when it was; 29 of 40 were fully right, no member was wrong.
DICTATED_AFTERWARDS = (
    Said(
        "上周日晚上跟吴老视频来着，看着挺利索，惦记着党费咋交",
        WITH_WU_AND_LIU,
        whom=(WU,),
        way=VIDEO,
        on=_day(11, 15),
    ),
    Said(
        "前天上午去刘秀兰阿姨家，门口碰上她买菜回来，拎的东西多，精神可好了",
        WITH_WU_AND_LIU,
        whom=(LIU,),
        way=MEETING,
        on=_day(11, 20),
    ),
    Said(
        "夜儿后晌给郑老打电话，他姑娘接的，说郑老搁医院呢",
        WITH_ZHENG_AND_ZHANG,
        whom=(ZHENG,),
        way=PHONE,
        on=_day(11, 21),
        outcome=FAMILY,
    ),
    Said(
        "张桂英那儿我去过两回了，头一回没人，今天总算见着了，挺好的",
        WITH_ZHENG_AND_ZHANG,
        whom=(ZHANG,),
        way=HOME,
    ),
    Said("老两口今天都看了，挺好", WITH_ZHU_AND_HUANG, way=HOME, asks="whom"),
    Said(
        "朱老今天出院，我去接的，送回家安顿好了，说缺个护工",
        WITH_ZHU_AND_HUANG,
        whom=(ZHU,),
        way=HOSPITAL,
        need="缺个护工",
    ),
    Said(
        "黄玉梅老师上个礼拜二来支部领书，我跟她聊了会儿，她想报个书法班",
        WITH_ZHU_AND_HUANG,
        whom=(HUANG,),
        way=MEETING,
        on=_day(11, 10),
        need="想报个书法班",
    ),
    Said("打了仨电话给周老都是关机", WITH_ZHOU, whom=(ZHOU_MIN,), way=PHONE, outcome=NO_ANSWER),
    Said("周德民，电话，19号，良好", WITH_ZHOU, whom=(ZHOU_MIN,), way=PHONE, on=_day(11, 19)),
    Said(
        "周老家暖气片漏水，我今儿上家里瞅了，已经喊物业来修，还差个阀门下周送过去",
        WITH_ZHOU,
        whom=(ZHOU_MIN,),
        way=HOME,
        need="差个阀门下周送过去",
    ),
    Said(
        "吴主任说最近血压药不好买，嗯我今天去看他的时候他说的，托我打听打听哪个药店有",
        WITH_WU_AND_LIU,
        whom=(WU,),
        way=HOME,
        need="打听打听哪个药店有",
    ),
    Said("刘姨没空见我，约的下周四再去", WITH_WU_AND_LIU, "put off", whom=(LIU,), to=_day(11, 26)),
    Said(
        "刘大姐、吴主任，都是电话联系的，二位都好",
        WITH_WU_AND_LIU,
        whom=(
            LIU,
            WU,
        ),
        way=PHONE,
    ),
    Said("今天本来要去看郑老的，临时开会没去成", WITH_ZHENG_AND_ZHANG, "later", whom=(ZHENG,)),
    Said("电话没打通，人也没见着，郑守义", WITH_ZHENG_AND_ZHANG, whom=(ZHENG,), way=PHONE, outcome=NO_ANSWER),
    Said(
        "张老师我昨天去的，教了她用手机看党课，还想学怎么发照片",
        WITH_ZHENG_AND_ZHANG,
        whom=(ZHANG,),
        way=HOME,
        on=_day(11, 21),
        need="想学怎么发照片",
    ),
    Said(
        "今天上午十点左右到国强同志家走访约四十分钟身体状况良好无困难",
        WITH_TWO_ZHANG,
        whom=(ZHANG_GUOQIANG,),
        way=HOME,
    ),
    Said("朱老电话里声音有点哑 说是感冒了 没大事 叫我别跑", WITH_ZHU_AND_HUANG, whom=(ZHU,), way=PHONE),
    Said("老吴同志今天参加活动来了，见着了，挺精神", WITH_WU_AND_LIU, whom=(WU,), asks="way"),
    Said("月中去看过刘阿姨，具体哪天忘了", WITH_WU_AND_LIU, whom=(LIU,), way=HOME, on=None, asks="on"),
    Said(
        "吴老想吃老家的柿饼，我答应过年回去给他捎点，今天下午去的他家",
        WITH_WU_AND_LIU,
        whom=(WU,),
        way=HOME,
        need="想吃老家的柿饼，答应过年回去给他捎点",
    ),
    Said(
        "郑伯伯那里今天电话慰问了一下，老人家说谢谢组织关心", WITH_ZHENG_AND_ZHANG, whom=(ZHENG,), way=PHONE
    ),
    Said("给张阿姨发了个信息问候，回了个笑脸", WITH_ZHENG_AND_ZHANG, whom=(ZHANG,), way=MESSAGE),
    Said("下午四点多接了周老一个电话，问体检啥时候", WITH_ZHOU, whom=(ZHOU_MIN,), way=PHONE),
    Said("周老这个月没空，下个月再说吧", WITH_ZHOU, "put off", whom=(ZHOU_MIN,), asks="to"),
    Said(
        "今天把吴主任刘阿姨都走了一遍，两家都挺好",
        WITH_WU_AND_LIU,
        whom=(
            WU,
            LIU,
        ),
        way=HOME,
    ),
    Said("去刘秀兰家，没进门，她感冒怕传染，隔着门说了几句", WITH_WU_AND_LIU, whom=(LIU,), way=HOME),
    Said(
        "刘秀兰同志的孙子结婚，昨天去喝喜酒见到她了，红光满面",
        WITH_WU_AND_LIU,
        whom=(LIU,),
        on=_day(11, 21),
        asks="way",
    ),
    Said("老郑不肯开门，说谁也不见", WITH_ZHENG_AND_ZHANG, whom=(ZHENG,), way=HOME, outcome=NOT_HOME),
    Said(
        "十七号上午看张桂英，十八号上午看郑守义，都好", WITH_ZHENG_AND_ZHANG, way=HOME, on=None, asks="whom"
    ),
    Said("探望住院的黄玉梅同志，带了鲜花，医生说再观察几天", WITH_ZHU_AND_HUANG, whom=(HUANG,), way=HOSPITAL),
    Said(
        "跟黄大姐在菜场遇上了，站着聊了一刻钟，让我把体检报告给她取回来",
        WITH_ZHU_AND_HUANG,
        whom=(HUANG,),
        way=MEETING,
        need="把体检报告给她取回来",
    ),
    Said("吴叔说要是有空多去坐坐，我今天坐到五点才走", WITH_WU_AND_LIU, whom=(WU,), way=HOME),
    Said("老刘今天电话打不通，明天再打", WITH_WU_AND_LIU, whom=(LIU,), way=PHONE, outcome=NO_ANSWER),
    Said("武长贵老同志今天见了，在社区医院打针呢，没啥大事", WITH_WU_AND_LIU, whom=(WU,), asks="way"),
    Said("我跟老伴去看了看刘阿姨", WITH_WU_AND_LIU, whom=(LIU,), way=HOME),
    Said("电话给老周拜了个早年，他高兴得很", WITH_ZHOU, whom=(ZHOU_MIN,), way=PHONE),
)

# Written after that; 33 of 40 were fully right at first sight, the others asked or were read back.
DICTATED_AGAIN = (
    Said("中午抽空给吴长贵打了个电话问问情况，说话有力气，就是嫌闷", WITH_WU_AND_LIU, whom=(WU,), way=PHONE),
    Said(
        "昨天后半晌到的刘阿姨家，她正择菜呢，坐下拉了会儿家常，一切安好",
        WITH_WU_AND_LIU,
        whom=(LIU,),
        way=HOME,
        on=_day(11, 21),
    ),
    Said(
        "吴老家暖气停了两天了，今天去一看屋里冰凉，我给热力公司打了电话，人家说明天来修",
        WITH_WU_AND_LIU,
        whom=(WU,),
        asks="way",
    ),
    Said("电话吴老，答：挺好，不用来", WITH_WU_AND_LIU, whom=(WU,), way=PHONE),
    Said(
        "给两位老人都去了电话，吴老好着呢，刘姨有点咳嗽",
        WITH_WU_AND_LIU,
        whom=(
            WU,
            LIU,
        ),
        way=PHONE,
    ),
    Said("今早七点多老吴打电话来，说老伴昨晚走了", WITH_WU_AND_LIU, whom=(WU,), way=PHONE),
    Said(
        "刘秀兰同志家访记录：时间11月19日，人在家，精神好，无诉求",
        WITH_WU_AND_LIU,
        whom=(LIU,),
        way=HOME,
        on=_day(11, 19),
    ),
    Said(
        "吴老、刘阿姨，上周五一并看望，赠春联福字",
        WITH_WU_AND_LIU,
        whom=(
            WU,
            LIU,
        ),
        way=HOME,
        on=_day(11, 13),
    ),
    Said(
        "到了吴老楼下打电话让他开门，结果没人，扑空了", WITH_WU_AND_LIU, whom=(WU,), way=PHONE, asks="outcome"
    ),
    Said(
        "郑老让我去的，家里灯坏了，我给换上了，老爷子非留我吃饭",
        WITH_ZHENG_AND_ZHANG,
        whom=(ZHENG,),
        way=HOME,
    ),
    Said(
        "刚跟张阿姨唠完，电话唠的，她讲想把组织关系的事弄清楚",
        WITH_ZHENG_AND_ZHANG,
        whom=(ZHANG,),
        way=PHONE,
        need="想把组织关系的事弄清楚",
    ),
    Said(
        "周末去郑守义家转了一圈，还那样，老样子",
        WITH_ZHENG_AND_ZHANG,
        whom=(ZHENG,),
        way=HOME,
        on=None,
        asks="on",
    ),
    Said(
        "郑叔叔昨个儿我没打通，今儿个打通了，他在外头晒太阳", WITH_ZHENG_AND_ZHANG, whom=(ZHENG,), way=PHONE
    ),
    Said(
        "张桂英老人因为搬家心烦，我陪她说了会儿宽心话，缺人手搬东西，周六帮她找两个人",
        WITH_ZHENG_AND_ZHANG,
        whom=(ZHANG,),
        on=_day(11, 21),
        need="缺人手搬东西，帮她找两个人",
        asks="way",
    ),
    Said("老张身体一直挺好，今天打球碰到的", WITH_ZHENG_AND_ZHANG, whom=(ZHANG,), way=MEETING),
    Said(
        "送学上门：郑守义，读了二十届四中全会公报，四十分钟，想借放大镜",
        WITH_ZHENG_AND_ZHANG,
        whom=(ZHENG,),
        way=HOME,
        need="想借放大镜",
    ),
    Said("我跟郑老约了明天上午十点去家里看他", WITH_ZHENG_AND_ZHANG, "later", whom=(ZHENG,)),
    Said(
        "大前儿去的医院，老朱插着管子说不了话，他儿子陪着",
        WITH_ZHU_AND_HUANG,
        whom=(ZHU,),
        way=HOSPITAL,
        on=_day(11, 19),
    ),
    Said(
        "黄大姐昨天没接我电话，晚上给我回过来了，聊得挺好",
        WITH_ZHU_AND_HUANG,
        whom=(HUANG,),
        way=PHONE,
        on=_day(11, 21),
    ),
    Said("上午拎了箱奶去瞧黄玉梅，气色比上个月强多了", WITH_ZHU_AND_HUANG, whom=(HUANG,), way=HOME),
    Said(
        "今天视频慰问朱宝山黄玉梅两位同志",
        WITH_ZHU_AND_HUANG,
        whom=(
            ZHU,
            HUANG,
        ),
        way=VIDEO,
    ),
    Said(
        "黄玉梅同志来电反映楼道灯不亮，已转社区",
        WITH_ZHU_AND_HUANG,
        whom=(HUANG,),
        way=PHONE,
        need="反映楼道灯不亮",
    ),
    Said("老周的事办妥了，药给他送家去了，人挺精神", WITH_ZHOU, whom=(ZHOU_MIN,), way=HOME),
    Said(
        "周老昨天来单位取材料，精神挺好，聊了十来分钟",
        WITH_ZHOU,
        whom=(ZHOU_MIN,),
        on=_day(11, 21),
        asks="way",
    ),
    Said(
        "今天给老周打了三个电话，前两个没接，最后一个接了，说在洗澡", WITH_ZHOU, whom=(ZHOU_MIN,), way=PHONE
    ),
    Said(
        "二十号晚上同老周通电话二十分钟，关心了冬季取暖，没有困难",
        WITH_ZHOU,
        whom=(ZHOU_MIN,),
        way=PHONE,
        on=_day(11, 20),
    ),
    Said("本周走访完成，周德民同志身体健康", WITH_ZHOU, whom=(ZHOU_MIN,), asks="way"),
    Said(
        "没见到周老本人，托门卫把学习资料转给他了", WITH_ZHOU, whom=(ZHOU_MIN,), outcome=NOT_HOME, asks="way"
    ),
    Said("改天吧，周老说这几天忙着带孙子", WITH_ZHOU, "put off", whom=(ZHOU_MIN,), asks="to"),
    Said("周老推迟到十二月三号", WITH_ZHOU, "put off", whom=(ZHOU_MIN,), to=_day(12, 3)),
    Said("张科长上午见着了，在院里晒被子，问我下月党费咋交", WITH_TWO_ZHANG, asks="whom"),
    Said("桂英大姐托我买的膏药今天送到她手上了，人看着挺乐和", WITH_TWO_ZHANG, whom=(ZHANG,), asks="way"),
    Said("张阿姨和张科长今天都打过招呼了，电话里都说好", WITH_TWO_ZHANG, way=PHONE, asks="whom"),
    Said("昨天忘记写了，前天看过吴主任的", WITH_WU_AND_LIU, whom=(WU,), way=HOME, on=_day(11, 20)),
    Said("给刘秀兰读了报纸，量了血压，扫了扫地，陪了一上午", WITH_WU_AND_LIU, whom=(LIU,), asks="way"),
    Said(
        "月底前再看吴老一次吧，这次只说了两句他就犯困了",
        WITH_WU_AND_LIU,
        "put off",
        whom=(WU,),
        to=_day(11, 30),
    ),
)

# And after that: 15 of 20.
DICTATED_LAST = (
    Said(
        "礼拜六在吴老家吃的晌午饭，老伴包的饺子，老爷子高兴",
        WITH_WU_AND_LIU,
        whom=(WU,),
        way=HOME,
        on=_day(11, 21),
    ),
    Said(
        "刘秀兰昨天搬新家，我去帮着拾掇了半天，她腰疼，说想找个钟点工",
        WITH_WU_AND_LIU,
        whom=(LIU,),
        on=_day(11, 21),
        need="想找个钟点工",
        asks="way",
    ),
    Said("今天电话里吴老跟我说他的助听器修好了，不用再操心了", WITH_WU_AND_LIU, whom=(WU,), way=PHONE),
    Said("刘姨今天不在，去女儿家了，过两天再说", WITH_WU_AND_LIU, whom=(LIU,), outcome=NOT_HOME, asks="way"),
    Said(
        "吴老刘姨一个没接电话一个不在家",
        WITH_WU_AND_LIU,
        whom=(
            WU,
            LIU,
        ),
        way=PHONE,
        outcome=NO_ANSWER,
    ),
    Said(
        "郑老九十大寿，我提着蛋糕上门祝寿，老人家特别开心，让我转达对支部的感谢",
        WITH_ZHENG_AND_ZHANG,
        whom=(ZHENG,),
        way=HOME,
        need="转达对支部的感谢",
    ),
    Said(
        "张阿姨上周摔伤住院，周五我和贺敏到市医院探望，精神尚可",
        WITH_ZHENG_AND_ZHANG,
        whom=(ZHANG,),
        way=HOSPITAL,
        on=_day(11, 20),
        with_=(HE_MIN,),
    ),
    Said("郑老的电话一直通话中", WITH_ZHENG_AND_ZHANG, whom=(ZHENG,), way=PHONE, outcome=NO_ANSWER),
    Said(
        "昨天去了张阿姨那，没啥变化，惦记春节慰问的事",
        WITH_ZHENG_AND_ZHANG,
        whom=(ZHANG,),
        way=HOME,
        on=_day(11, 21),
    ),
    Said(
        "十一月九号 郑守义 上门送学 带了理论学习读本 老人说字太小",
        WITH_ZHENG_AND_ZHANG,
        whom=(ZHENG,),
        way=HOME,
        on=_day(11, 9),
    ),
    Said("今天碰巧在银行门口遇着周老了，他来取工资，身体棒棒的", WITH_ZHOU, whom=(ZHOU_MIN,), way=MEETING),
    Said("周老约我下周一去他家下棋，到时候一起把慰问品带去", WITH_ZHOU, "later", whom=(ZHOU_MIN,)),
    Said("给老周送药去了，没进屋，门口说了两句，人还行", WITH_ZHOU, whom=(ZHOU_MIN,), way=HOME),
    Said(
        "前天夜里周老发烧，家属打电话叫我，我陪着去的急诊，现在退烧了",
        WITH_ZHOU,
        whom=(ZHOU_MIN,),
        way=HOSPITAL,
        on=_day(11, 20),
    ),
    Said("跟老朱微信聊了会，他发了张自拍，挺精神", WITH_ZHU_AND_HUANG, whom=(ZHU,), way=MESSAGE),
    Said(
        "黄姐家没人，打电话才知道在医院陪护", WITH_ZHU_AND_HUANG, whom=(HUANG,), outcome=NOT_HOME, asks="way"
    ),
    Said("朱老，电话，一切都好；黄玉梅，电话，感冒了", WITH_ZHU_AND_HUANG, way=PHONE, asks="whom"),
    Said(
        "看望黄玉梅时她说党费还没交，让我代她问一声",
        WITH_ZHU_AND_HUANG,
        whom=(HUANG,),
        way=HOME,
        need="代她问一声",
    ),
    Said(
        "张国强科长家去了，一个人在家，冰箱坏了，缺人修，我给联系了",
        WITH_TWO_ZHANG,
        whom=(ZHANG_GUOQIANG,),
        way=HOME,
        need="缺人修",
    ),
)

# Nothing in them says that it was a visit: they are asked about when nobody else understands them.
DOUBTFUL = (
    Said("礼拜一跟老周喝了个早茶，精神头足着呢", WITH_ZHOU, whom=(ZHOU_MIN,), asks="way"),
    Said("黄玉梅住院手续是我昨天去帮着办的，人在内科三床", WITH_ZHU_AND_HUANG, whom=(HUANG,), asks="way"),
    Said("刘阿姨搬到儿子那儿去住了，电话也换了", WITH_WU_AND_LIU, whom=(LIU,), asks="way"),
    Said("黄阿姨闺女说她妈挺好，我就没上去打扰", WITH_ZHU_AND_HUANG, whom=(HUANG,), asks="outcome"),
    Said("朱宝山今天状态不对，话少，我有点担心，得常来看看他", WITH_ZHU_AND_HUANG, whom=(ZHU,), asks="way"),
    Said("刘姨孙女回信息了，说奶奶都好，这周不用去", WITH_WU_AND_LIU, whom=(LIU,), asks="way"),
    Said("刘阿姨一个人过生日，我买了蛋糕去陪她，高兴得直抹眼泪", WITH_WU_AND_LIU, whom=(LIU,), asks="way"),
    Said("今天和朱老聊得久，他回忆入党的事，盼着咱们给录下来", WITH_ZHU_AND_HUANG, whom=(ZHU,), asks="way"),
)
